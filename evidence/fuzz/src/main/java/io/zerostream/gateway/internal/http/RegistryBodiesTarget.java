package io.zerostream.gateway.internal.http;

import io.zerostream.fuzz.FuzzTarget;
import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.ClassRequest;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.registry.SetRequest;
import io.zerostream.gateway.internal.view.ChangeView;
import io.zerostream.schemas.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Requests that change the class registry, one after the other: whatever is taken must be taken by all who read the topic,
 * and serve; whatever is refused is refused as the caller's fault, in words that are safe to print.
 *
 * <p>A request is a letter for its route, the name in its address up to the end of the line, and the body up to a zero
 * byte, which no JSON holds.
 */
public final class RegistryBodiesTarget implements FuzzTarget {
    private static final char PUT_SET = 's';
    private static final char REMOVE_CLASS = 'd';
    /** What is said of a request, characters: none of these inputs is worth more. */
    private static final int MOST_SAID = 4000;

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                bytes("c\n{\"name\": \"Norway\", \"set\": \"flags\", \"attributes\": {\"red\": 1, \"blue\": 0.5}}\0"
                        + "c\n{\"name\": \"Norway\", \"vector\": [0.5, 0, 1e-3], \"replace\": true, \"seen\": true,"
                        + " \"author\": \"me\", \"note\": \"two\\nlines\", \"provenance\": \"WORDS\"}\0"
                        + "s\nnordic\n{\"space\": \"flags\", \"members\": [\"Norway\", \"Chile\"]}\0"
                        + "dNorway\nflags"),
                bytes("sflags\n{\"gamma\": 2.5, \"calibration\": \"LOGITS\", \"unknown_threshold\": -0.25,"
                        + " \"top_k\": 3, \"expected_revision\": 1, \"author\": \"me\"}\0"
                        + "snew\n{\"space\": \"flags\", \"members\": [\"Chile\"], \"gamma\": 0.5}\0"
                        + "sflags\n{\"calibration\": \"SOFTMAX\", \"gamma\": 1}"),
                bytes("c\n{\"name\": \"caf\\u00e9 \\ud83c\\uddf3\\ud83c\\uddf4\", \"vector\": [-1, 1, 0],"
                        + " \"provenance\": \"EXAMPLES\"}\0dcafé\nflags\0dJapan\nlast\0slast\n{\"members\": []}"),
                bytes("c\n[]\0c\nnull\0c\n{\"nam\": 1}\0sflags\n{\"top_k\": \"5\", \"gamma\": 1e400}"));
    }

    @Override
    public void run(byte[] input) throws Exception {
        RegistryInMemory memory = new RegistryInMemory();
        for (int from = 0; from < input.length; ) {
            int to = from;
            while (to < input.length && input[to] != 0) {
                to++;
            }
            if (to > from) {
                answer(memory, Arrays.copyOfRange(input, from, to));
            }
            from = to + 1;
        }
    }

    private static void answer(RegistryInMemory memory, byte[] request) throws Exception {
        Change change;
        try {
            change = ask(memory.registries(), request);
        } catch (RefusedException e) {
            checkRefusal(e);
            return;
        }
        Json.write(ChangeView.of(change));
        change.warnings().forEach(RegistryBodiesTarget::checkWords);
        memory.checkReaders(change);
    }

    private static Change ask(Registries registries, byte[] request) {
        int line = 0;
        while (line < request.length && request[line] != '\n') {
            line++;
        }
        String name = new String(request, 1, Math.max(0, line - 1), StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOfRange(request, Math.min(request.length, line + 1), request.length);
        if (request[0] == PUT_SET) {
            return registries.classes().putSet(name, Json.read(body, SetRequest.class));
        } else if (request[0] == REMOVE_CLASS) {
            String set = registries.setOrDefault(body.length == 0 ? null : new String(body, StandardCharsets.UTF_8));
            return registries.classes().removeClass(set, name, null);
        }
        ClassRequest wish = Json.read(body, ClassRequest.class);
        return registries.classes().addClass(registries.setOrDefault(wish.set()), wish);
    }

    private static void checkRefusal(RefusedException e) {
        int status = e.refusal().status();
        if (status < 400 || status > 499) {
            throw new IllegalStateException("the caller's fault is answered by " + status, e);
        }
        if (e.getMessage() == null || e.getMessage().isBlank()) {
            throw new IllegalStateException("refused without a word", e);
        }
        Json.write(ErrorAnswers.envelope(e));
        checkWords(e.getMessage());
        checkWords(e.hint());
        e.nearest().forEach(RegistryBodiesTarget::checkWords);
    }

    /** Callers print it on terminals. */
    private static void checkWords(String text) {
        if (text.length() > MOST_SAID) {
            throw new IllegalStateException("too much is said: " + text.length() + " characters");
        }
        // a name may hold joiners and variation selectors, see NameRule
        text.codePoints()
                .filter(c -> !SafeText.seen(c) && c != 0x200C && c != 0x200D && c != 0xFE0E && c != 0xFE0F)
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalStateException("U+%04X is said in: %s".formatted(c, text));
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
