package io.zerostream.model.image.header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What people send that is none of the formats we take, told by its first bytes, so that a refusal can call it by its name
 * and say what to do. The first of the list that fits counts.
 *
 * @param is whether this is it
 * @param name as a message has it behind "this is"
 * @param instead what to do
 */
record OtherFormat(Predicate<Start> is, String name, String instead) {
    /** The formats that are taken, as messages name them. */
    static final String TAKEN = "JPEG, PNG, GIF, BMP or WebP";

    private static final String CONVERT = "convert it to " + TAKEN;
    private static final String ITSELF = "send the picture itself, as " + TAKEN;
    private static final String UNPACK = "unpack it, and send the picture itself";
    private static final String DECODE = "decode it, and send the bytes that it stands for";
    private static final String STILL = "send a frame of it as " + TAKEN;

    /** Before the first element of XML or HTML. Gives nothing back: many comments could be parted in too many ways. */
    private static final String PREAMBLE = "(?>(?><\\?[^>]*>|<!--.*?-->)\\s*)*+";

    private static final List<OtherFormat> ALL = List.of(
            new OtherFormat(s -> s.brand("avif|avis"), "an AVIF picture", CONVERT),
            new OtherFormat(
                    s -> s.brand("hei[cxms]|hev[cxms]|mif[12]|msf1"),
                    "a HEIC or HEIF picture, as phones take them",
                    CONVERT),
            new OtherFormat(s -> s.brand("crx "), "a camera's raw picture (CR3)", CONVERT),
            new OtherFormat(s -> s.says(4, "ftyp"), "a video or sound (MP4, QuickTime)", STILL),
            new OtherFormat(s -> s.has(0, 0x1a, 0x45, 0xdf, 0xa3), "a video (Matroska, WebM)", STILL),
            new OtherFormat(s -> s.says(0, "RIFF") && s.says(8, "AVI "), "a video (AVI)", STILL),
            new OtherFormat(
                    s -> s.says(0, "II*\0") || s.says(0, "MM\0*") || s.says(0, "II+\0") || s.says(0, "MM\0+"),
                    "a TIFF or a camera's raw picture",
                    CONVERT),
            new OtherFormat(
                    s -> s.has(0, 0xff, 0x0a) || (s.has(0, 0, 0, 0, 12) && s.says(4, "JXL ")),
                    "a JPEG XL picture",
                    CONVERT),
            new OtherFormat(
                    s -> s.has(0, 0xff, 0x4f, 0xff, 0x51) || (s.has(0, 0, 0, 0, 12) && s.says(4, "jP  ")),
                    "a JPEG 2000 picture",
                    CONVERT),
            new OtherFormat(s -> s.says(0, "8BPS"), "a Photoshop picture (PSD)", CONVERT),
            new OtherFormat(s -> s.has(0, 0, 0, 1, 0), "an icon (ICO)", CONVERT),
            new OtherFormat(s -> s.text("p[1-7]\\s+(#|\\d).*"), "a Netpbm picture (PBM, PGM, PPM)", CONVERT),
            new OtherFormat(s -> s.says(0, "%PDF"), "a PDF document", "export its page as " + TAKEN),
            new OtherFormat(s -> s.has(0, 0x1f, 0x8b), "a gzip archive", UNPACK),
            new OtherFormat(s -> s.says(0, "PK\3\4"), "a ZIP archive or an office document", UNPACK),
            new OtherFormat(
                    s -> s.says(0, "\u00ef\u00bf\u00bd")
                            || s.says(0, "\u00c2\u0089PNG")
                            || s.says(0, "\u00c3\u00bf\u00c3\u0098"),
                    "a file that was read as text and written again, which destroys a picture",
                    "send the bytes as they were"),
            new OtherFormat(
                    s -> s.says(0, "\u0089PNG\n") || s.says(0, "\u0089PNG\r\r\n"),
                    "a PNG whose line ends were changed, which destroys it",
                    "transfer it as binary, not as text"),
            new OtherFormat(
                    s -> s.text("version https://git-lfs\\.github\\.com/.*"),
                    "a pointer of Git LFS to a file",
                    "run 'git lfs pull', and send the file"),
            new OtherFormat(s -> s.text("data:.*"), "a data URI, text for a picture", DECODE),
            new OtherFormat(Start::isEncoded, "base64, text for a picture", DECODE),
            new OtherFormat(s -> s.text("[{\\[\"].*"), "JSON text", ITSELF),
            new OtherFormat(s -> s.text(PREAMBLE + "<(svg|!doctype svg).*"), "an SVG drawing", "draw it as PNG"),
            new OtherFormat(
                    s -> s.text(PREAMBLE + "<(!doctype html|html|head|body|script).*"),
                    "an HTML page, perhaps a server's message",
                    ITSELF),
            new OtherFormat(s -> s.text("<\\?xml.*"), "XML text", ITSELF),
            new OtherFormat(s -> s.text("https?://.*"), "an address", "send the picture that it leads to"),
            new OtherFormat(
                    s -> s.text("--.*content-disposition:.*"),
                    "a form that does not say so",
                    "send it with Content-Type: multipart/form-data and its boundary, or the picture alone"),
            new OtherFormat(Start::isZeros, "a file that begins with zeros, not written to its end", ITSELF));

    /** What to tell who sent it: what it is, where that is known, and what to do. */
    static String refusal(byte[] content) {
        Start start = new Start(content);
        return ALL.stream()
                .filter(format -> format.is.test(start))
                .findFirst()
                .map(format -> "this is " + format.name + ": " + format.instead)
                .orElseGet(() -> "the first bytes are not those of " + TAKEN + ": " + start.hex());
    }

    /** The first bytes of a file, at most {@value #LOOKED_AT}. */
    static final class Start {
        private static final int LOOKED_AT = 1024;
        private static final int SHOWN = 12;
        /** Characters of base64 that are decoded to see what they stand for. */
        private static final int ENCODED = 64;

        private static final Pattern BREAKS = Pattern.compile("\\s");
        private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{" + ENCODED + "}");

        private final byte[] bytes;
        /** Byte for character, without a byte order mark. */
        private final String text;

        Start(byte[] content) {
            bytes = Arrays.copyOf(content, Math.min(content.length, LOOKED_AT));
            String latin = new String(bytes, StandardCharsets.ISO_8859_1);
            text = (latin.startsWith("\u00ef\u00bb\u00bf") ? latin.substring(3) : latin).strip();
        }

        boolean has(int at, int... expected) {
            for (int i = 0; i < expected.length; i++) {
                if (at + i >= bytes.length || (bytes[at + i] & 0xff) != expected[i]) {
                    return false;
                }
            }
            return true;
        }

        boolean says(int at, String expected) {
            return has(at, expected.chars().toArray());
        }

        /** Whether the text, small letters, is like this. */
        boolean text(String pattern) {
            return Pattern.compile(pattern, Pattern.DOTALL)
                    .matcher(text.toLowerCase(Locale.ROOT))
                    .matches();
        }

        /** Whether an ISO media file is of such a brand, or readable as one. */
        boolean brand(String brands) {
            if (!says(4, "ftyp")) {
                return false;
            }
            Pattern wanted = Pattern.compile(brands);
            int end = Math.min(bytes.length, Math.max(12, (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff)));
            for (int at = 8; at + 4 <= end; at += 4) {
                // the second place holds a version
                if (at != 12
                        && wanted.matcher(new String(bytes, at, 4, StandardCharsets.ISO_8859_1))
                                .matches()) {
                    return true;
                }
            }
            return false;
        }

        boolean isEncoded() {
            String letters =
                    BREAKS.matcher(text).replaceAll("").replace('-', '+').replace('_', '/');
            String first = letters.substring(0, Math.min(ENCODED, letters.length()));
            return BASE64.matcher(first).matches()
                    && ImageFormat.of(Base64.getDecoder().decode(first)).isPresent();
        }

        boolean isZeros() {
            return bytes.length >= SHOWN && has(0, new int[SHOWN]);
        }

        /** In hexadecimal. */
        String hex() {
            return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(SHOWN, bytes.length));
        }
    }
}
