package io.zerostream.platform.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Kafka's process: formats its storage on first use, then serves. */
public final class KafkaMain {
    private KafkaMain() {}

    /**
     * @param args the broker's properties file, its data folder, the id of the cluster it belongs to; and, where it asks who
     *     its clients are, a file of users as Kafka's storage tool takes them
     */
    public static void main(String[] args) throws IOException {
        if (Files.notExists(Path.of(args[1], "meta.properties"))) {
            List<String> format = new ArrayList<>(
                    List.of("format", "--ignore-formatted", "--cluster-id", args[2], "--config", args[0]));
            if (args.length > 3) {
                for (String user : Files.readAllLines(Path.of(args[3]))) {
                    format.addAll(List.of("--add-scram", user));
                }
            }
            // standard output is this process's log
            int code = StorageTool.execute(format.toArray(String[]::new), System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {args[0]});
    }
}
