package io.zerostream.bench.load;

import io.zerostream.schemas.Percentiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Uploads pictures one by one at a steady rate over a number of connections that stay open. An upload's time counts from
 * when it was due, so that what waits for a free connection has waited.
 */
final class UploadLoad implements AutoCloseable {
    /** Open at once: less than the 24 requests that a gateway takes of one client. */
    static final int CONNECTIONS = 16;

    /** Pictures, and as many sources: one alone would fill one partition of the topic until its oldest go. */
    private static final int DIFFERENT = 32;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ACCEPTED = 202;
    /** Longest comment segment of a JPEG, its length among it. */
    private static final int LONGEST_COMMENT = 0xffff;

    private final URI address;
    private final List<byte[]> pictures;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
    private int rounds;

    /**
     * What became of a run.
     *
     * @param rate uploads a second, from the first's due time to the last's answer
     * @param acknowledged ids of those that were answered 202
     * @param problems what became of the others, and of how many
     * @param times from due to answered 202, milliseconds
     */
    record Outcome(double rate, Set<String> acknowledged, Map<String, Integer> problems, Percentiles times) {
        long refused() {
            return problems.values().stream().mapToLong(Integer::longValue).sum();
        }
    }

    private record Due(String id, int source, long at) {}

    private record Answer(String id, String problem, long took) {}

    /**
     * Makes the pictures.
     *
     * @param gateway its address
     * @param bytes size of each
     */
    UploadLoad(URI gateway, int bytes) {
        address = gateway.resolve("/v1/images");
        pictures = Load.jpegs().stream()
                .limit(DIFFERENT)
                .map(jpeg -> padded(jpeg, bytes))
                .toList();
    }

    /** The same picture with comments after its head, for files of cameras are longer than drawings of flags. */
    private static byte[] padded(byte[] jpeg, int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes);
        out.write(jpeg, 0, 2);
        for (int missing = bytes - jpeg.length; missing > 4; ) {
            int length = Math.min(missing - 2, LONGEST_COMMENT);
            out.write(0xff);
            out.write(0xfe);
            out.write(length >> 8);
            out.write(length);
            out.writeBytes(new byte[length - 2]);
            missing -= length + 2;
        }
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    /** Uploads for a while, and waits for all answers. */
    Outcome run(double rate, Duration time) throws InterruptedException {
        int round = rounds++;
        long number = Math.round(rate * time.toMillis() / 1000);
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        long start = System.nanoTime();
        for (long i = 0; i < number; i++) {
            long at = start + (long) (i * TimeUnit.SECONDS.toNanos(1) / rate);
            LockSupport.parkNanos(at - System.nanoTime());
            Due due = new Due("r" + round + "-" + i, (int) (i % DIFFERENT), at);
            connections.execute(() -> {
                String problem = send(due);
                answers.add(new Answer(due.id(), problem, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due.at())));
            });
        }
        Set<String> acknowledged = new HashSet<>();
        Map<String, Integer> problems = new HashMap<>();
        List<Long> times = new ArrayList<>();
        for (long i = 0; i < number; i++) {
            Answer answer = answers.take();
            if (answer.problem().isEmpty()) {
                acknowledged.add(answer.id());
                times.add(answer.took());
            } else {
                problems.merge(answer.problem(), 1, Integer::sum);
            }
        }
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return new Outcome(number / seconds, acknowledged, problems, Percentiles.of(times));
    }

    /** What went wrong; empty when nothing did. */
    private String send(Due due) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(address + "?source=load" + due.source() + "&event_id=" + due.id()))
                .header("Content-Type", "image/jpeg")
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(pictures.get(due.source())))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == ACCEPTED ? "" : "status " + status;
        } catch (IOException | RuntimeException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    @Override
    public void close() {
        connections.shutdownNow();
    }
}
