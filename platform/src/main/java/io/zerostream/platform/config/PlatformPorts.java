package io.zerostream.platform.config;

import java.util.List;

/**
 * Which ports of 127.0.0.1 the servers listen on; 0 takes a free one.
 *
 * @param kafka Kafka clients connect here
 * @param registry HTTP API of the schema registry
 * @param flink Flink's web UI and REST API
 */
public record PlatformPorts(int kafka, int registry, int flink) {
    /** All chosen by the operating system. */
    public static final PlatformPorts FREE = new PlatformPorts(0, 0, 0);

    private static final int LAST = 65_535;

    /** @throws PlatformException naming the option of the demo that is wrong */
    public PlatformPorts {
        check("--kafka-port", kafka);
        check("--registry-port", registry);
        check("--flink-port", flink);
        List<Integer> forced =
                List.of(kafka, registry, flink).stream().filter(p -> p != 0).toList();
        if (forced.stream().distinct().count() < forced.size()) {
            throw new PlatformException("one port is named twice (--kafka-port " + kafka + ", --registry-port "
                    + registry + ", --flink-port " + flink + "): give each server its own, or 0 for a free one");
        }
    }

    private static void check(String option, int port) {
        if (port < 0 || port > LAST) {
            throw new PlatformException(
                    option + " is " + port + "; a port is between 1 and " + LAST + ", or 0 for a free one");
        }
    }
}
