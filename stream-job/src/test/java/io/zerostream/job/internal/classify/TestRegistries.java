package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.Topics;
import java.util.ArrayList;
import java.util.List;

/** Registries that are what a test put there. */
public final class TestRegistries implements RegistryReader {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ControlRecord> records = new ArrayList<>();

    /** Appends records. */
    public synchronized void add(List<ControlRecord> more) {
        records.addAll(more);
    }

    @Override
    public List<ControlRecord> readClasses() {
        return read(Topics.CLASS_REGISTRY);
    }

    @Override
    public List<ControlRecord> readModels() {
        return read(Topics.MODEL_REGISTRY);
    }

    private synchronized List<ControlRecord> read(Topics.Topic topic) {
        return records.stream().filter(r -> r.topic().equals(topic.name())).toList();
    }
}
