package io.zerostream.gateway.internal.upload;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Event ids that follow from a key of the sender and the picture's place in the request alone, so that every gateway gives
 * a repeat the same ones, whatever it remembers. Beside that it remembers what came with the latest keys, to refuse a key
 * that comes with something else. Thread-safe.
 */
public final class IdempotencyKeys {
    private static final Pattern KEY = Pattern.compile("(?=.*\\S)[\\x20-\\x7e]{1,255}");
    private static final long VERSION_BITS = 0xF000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Map<UUID, UUID> seen;

    /** @param remembered the latest keys whose pictures are known, at least 1 */
    public IdempotencyKeys(int remembered) {
        this.seen = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, UUID> eldest) {
                return size() > remembered;
            }
        };
    }

    /**
     * The pictures of a request; those without an identity have the one of the key.
     *
     * @throws RefusedException when it cannot be a key, or is known to have come with other pictures
     */
    public List<Asked> named(String key, List<Asked> pictures) {
        if (!KEY.matcher(key).matches()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "the Idempotency-Key is empty, too long, or not of ASCII letters",
                    "send 1 to 255 characters, for example a UUID, new for each request and the same for its repeats");
        }
        UUID print = print(pictures);
        synchronized (seen) {
            UUID before = seen.putIfAbsent(id(key, -1), print);
            if (before != null && !before.equals(print)) {
                throw new RefusedException(
                        Refusal.KEY_REUSED,
                        "this Idempotency-Key came with other pictures before",
                        "send a new key with new pictures, and the same with a repeat only");
            }
        }
        List<Asked> named = new ArrayList<>(pictures.size());
        for (Asked picture : pictures) {
            named.add(
                    picture.eventId() == null ? picture.as(id(key, named.size()).toString()) : picture);
        }
        return named;
    }

    private static UUID id(String key, int place) {
        MessageDigest digest = sha256();
        add(digest, key.getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(place).flip());
        return uuid(digest);
    }

    private static UUID print(List<Asked> pictures) {
        MessageDigest digest = sha256();
        for (Asked picture : pictures) {
            add(digest, picture.eventId());
            add(digest, picture.source());
            add(digest, picture.classSet());
            add(digest, picture.capturedAt());
            add(digest, picture.content());
            add(digest, picture.uri());
            new TreeMap<>(picture.attributes()).forEach((name, value) -> {
                add(digest, name);
                add(digest, value);
            });
            add(digest, (byte[]) null);
        }
        return uuid(digest);
    }

    private static void add(MessageDigest digest, @Nullable String text) {
        add(digest, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    /** With its length before it, so that no two lists of fields are one row of bytes. */
    private static void add(MessageDigest digest, byte @Nullable [] field) {
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : field.length)
                .flip());
        if (field != null) {
            digest.update(field);
        }
    }

    /** UUID version 8 of RFC 9562: whose bits are the writer's own affair. */
    private static UUID uuid(MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new UUID((bytes.getLong() & ~VERSION_BITS) | VERSION_8, (bytes.getLong() >>> 2) | VARIANT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
