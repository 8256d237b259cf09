package io.zerostream.model.image;

import io.zerostream.model.image.ImageRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decodes files made to cost much, several at a time, and large honest ones between them. A program of its own, since
 * running out of memory ends a process. Exit code 0: each was answered as expected.
 */
final class CostlyPictures {
    private static final int SIDE = 64;

    /** @param expected null = decoded */
    private record Case(String name, byte[] file, @Nullable Reason expected) {}

    private CostlyPictures() {}

    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[0]);
        List<Case> cases = cases();
        ImagePreprocessor quick = new ImagePreprocessor(ImageLimits.defaults());
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        try {
                            for (int n = next.getAndIncrement(); n < 2 * cases.size(); n = next.getAndIncrement()) {
                                judge(cases.get(n % cases.size()), quick, wrong);
                            }
                        } catch (Throwable e) {
                            // not caught by kind: that nothing at all is thrown is what is looked at
                            wrong.incrementAndGet();
                            System.out.println("thrown: " + e);
                        } finally {
                            ended.countDown();
                        }
                    })
                    .start();
        }
        ended.await();
        System.exit(wrong.get());
    }

    private static void judge(Case each, ImagePreprocessor quick, AtomicInteger wrong) {
        Reason reason = null;
        String message = "decoded";
        try {
            quick.decode(each.file(), SIDE, SIDE);
        } catch (ImageRejectedException e) {
            reason = e.reason();
            message = reason + ": " + e.getMessage();
        }
        System.out.println(each.name() + ": " + message);
        if (reason != each.expected()) {
            wrong.incrementAndGet();
        }
    }

    private static List<Case> cases() throws Exception {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("wide 16-bit PNG", HostileFiles.png(33_000_000, 1, 16, 6, false), Reason.TOO_MUCH_MEMORY));
        cases.add(new Case("wide interlaced PNG", HostileFiles.png(50_000_000, 1, 8, 2, true), Reason.TOO_MUCH_MEMORY));
        cases.add(new Case("large PNG", HostileFiles.png(6000, 6000, 8, 2, false), null));
        cases.add(new Case("high PNG", HostileFiles.png(1, 5_000_000, 8, 0, false), null));
        cases.add(new Case("GIF with a long comment", HostileFiles.gifWithComment(500_000), null));
        cases.add(new Case("GIF with too many pixels", HostileFiles.gifWithMorePixelsThanItHas(3_000_000), null));
        cases.add(new Case("GIF of clear codes", HostileFiles.gifOfClearCodes(4_000_000), Reason.UNDECODABLE));
        cases.add(new Case("JPEG of many scans", HostileFiles.jpeg(7071, 7070, 100), Reason.TOO_MUCH_WORK));
        cases.add(new Case("large progressive JPEG", HostileFiles.jpeg(7071, 7070, 2), Reason.TOO_MUCH_MEMORY));
        cases.add(new Case(
                "wide BMP", HostileFiles.bmp(50_000_000, 1, 1, 0, new byte[6_250_000]), Reason.TOO_MUCH_MEMORY));
        cases.add(new Case("BMP of runs", HostileFiles.bmp(1000, 50_000, 8, 1, new byte[3_000_000]), null));
        return cases;
    }
}
