package io.zerostream.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink whose records a test in the same JVM can look at. */
final class Collected<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, List<Object>> BY_NAME = new ConcurrentHashMap<>();

    private final String name;

    Collected(String name) {
        this.name = name;
        BY_NAME.put(name, new CopyOnWriteArrayList<>());
    }

    @SuppressWarnings("unchecked") // only writers of this sink add to its list
    List<T> records() {
        return (List<T>) BY_NAME.get(name);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context writeContext) {
                BY_NAME.get(name).add(element);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
