package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zerostream.model.image.ImageRejectedException.Reason;
import io.zerostream.model.image.header.ImageFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no picture of ours is refused by its name, with what to do. */
class OtherFormatTest {
    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());

    static Stream<Arguments> files() {
        byte[] jpeg = JpegFiles.colour(32, 32, false);
        String encoded = Base64.getMimeEncoder().encodeToString(jpeg);
        return Stream.of(
                arguments("HEIC", box("ftypheic\0\0\0\0mif1heic"), "convert"),
                arguments("HEIC", box("ftypmif1\0\0\0\0mif1miafheic"), "convert"),
                arguments("AVIF", box("ftypavif\0\0\0\0avifmif1"), "convert"),
                arguments("AVIF", box("ftypmif1\0\0\0\0mif1avif"), "convert"),
                arguments("CR3", box("ftypcrx \0\0\0\1crx isom"), "convert"),
                arguments("video", box("ftypisom\0\0\2\0isomiso2avc1mp41"), "frame"),
                arguments("video", bytes("1a45dfa3 9f428681 01"), "frame"),
                arguments("video", text("RIFF\1\1\1\1AVI LIST"), "frame"),
                arguments("TIFF", text("II*\0\10\0\0\0"), "convert"),
                arguments("TIFF", text("MM\0*\0\0\0\10"), "convert"),
                arguments("JPEG XL", bytes("ff0a 7f00"), "convert"),
                arguments("JPEG XL", bytes("0000000c 4a584c20 0d0a870a"), "convert"),
                arguments("JPEG 2000", bytes("0000000c 6a502020 0d0a870a"), "convert"),
                arguments("JPEG 2000", bytes("ff4fff51 002f"), "convert"),
                arguments("PSD", text("8BPS\0\1"), "convert"),
                arguments("ICO", bytes("00000100 0100 1010"), "convert"),
                arguments("PPM", text("P6\n# by hand\n2 2\n255\n"), "convert"),
                arguments("PDF", text("%PDF-1.7\n%"), "export"),
                arguments("gzip", bytes("1f8b0800 00000000 0003"), "unpack"),
                arguments("ZIP", text("PK\3\4\24\0"), "unpack"),
                arguments(
                        "Git LFS",
                        text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 8711\n"),
                        "git lfs pull"),
                arguments("data URI", text("data:image/jpeg;base64," + encoded), "decode"),
                arguments("base64", text(encoded), "decode"),
                arguments("base64", text("\n" + Base64.getUrlEncoder().encodeToString(jpeg)), "decode"),
                arguments("JSON", text("{\"image\":\"" + encoded + "\"}"), "picture itself"),
                arguments("JSON", text(" [1, 2]"), "picture itself"),
                arguments("SVG", text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "PNG"),
                arguments("SVG", text("\u00ef\u00bb\u00bf<?xml version=\"1.0\"?>\n<!-- by hand -->\n<svg/>"), "PNG"),
                arguments("SVG", text("<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg/>"), "PNG"),
                arguments("HTML", text("<!-- saved --> <html><svg/></html>"), "picture itself"),
                arguments("HTML", text("<!DOCTYPE HTML><title>404</title>"), "picture itself"),
                arguments("HTML", text("\r\n<html>404</html>"), "picture itself"),
                arguments("XML", text("<?xml version=\"1.0\"?><Error/>"), "picture itself"),
                arguments("address", text("https://example.com/a.jpg"), "leads to"),
                arguments(
                        "form",
                        text("--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.jpg\"\r\n\r\n"),
                        "multipart/form-data"),
                arguments(
                        "read as text",
                        new String(jpeg, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
                        "as they were"),
                arguments(
                        "read as text",
                        new String(jpeg, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8),
                        "as they were"),
                arguments("line ends", text("\u0089PNG\n\u001a\n\0\0\0\rIHDR"), "as binary"),
                arguments("zeros", new byte[5000], "picture itself"));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("files")
    void isCalledByItsName(String name, byte[] content, String instead) {
        assertThatThrownBy(() -> preprocessor.check(content))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.UNSUPPORTED_FORMAT))
                .hasMessageStartingWith("this is ")
                .hasMessageContaining(name)
                .hasMessageContaining(instead);
        assertThatThrownBy(() -> preprocessor.decode(content, 8, 8)).hasMessageContaining(name);
    }

    @Test
    void whatNobodyKnowsIsShownByItsFirstBytes() {
        byte[] nonsense = bytes("01020304 05060708 090a0b0c 0d0e");

        assertThat(ImageFormat.refusal(nonsense))
                .isEqualTo("the first bytes are not those of JPEG, PNG, GIF, BMP or WebP:"
                        + " 01 02 03 04 05 06 07 08 09 0a 0b 0c");
    }

    @Test
    @Timeout(20)
    void howeverManyCommentsThereAreItIsToldAtOnce() {
        assertThat(ImageFormat.refusal(text("<!---->".repeat(140) + "<x"))).contains("first bytes");
    }

    @Test
    void anyCutOfAnyOfThemIsToldWithoutTrouble() {
        files().map(each -> (byte[]) each.get()[1]).forEach(content -> {
            for (int length = 1; length < Math.min(content.length, 100); length++) {
                assertThat(ImageFormat.refusal(Arrays.copyOf(content, length))).isNotBlank();
            }
        });
    }

    /** An ISO media file: its first box, and what may follow. */
    private static byte[] box(String content) {
        return HostileFiles.joined(
                new byte[] {0, 0, 0, (byte) (content.length() + 4)}, text(content), text("\0\0\1\0meta"));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", "").toLowerCase(Locale.ROOT));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
