package io.zerostream.platform.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Kafka's process: formats its storage on first use, then serves. */
public final class KafkaMain {
    private KafkaMain() {}

    /** @param args the broker's properties file, its data folder, the id of the cluster it belongs to */
    public static void main(String[] args) {
        if (Files.notExists(Path.of(args[1], "meta.properties"))) {
            String[] format = {"format", "--ignore-formatted", "--cluster-id", args[2], "--config", args[0]};
            // standard output is this process's log
            int code = StorageTool.execute(format, System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {args[0]});
    }
}
