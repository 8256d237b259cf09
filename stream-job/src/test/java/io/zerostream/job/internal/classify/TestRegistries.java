package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryContent;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.Topics;
import java.util.ArrayList;
import java.util.List;

/** Registries that are what a test put there. */
public final class TestRegistries implements RegistryReader {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ControlRecord> records = new ArrayList<>();
    private int reads;

    /** Appends records. */
    public synchronized void add(List<ControlRecord> more) {
        records.addAll(more);
    }

    /** How often the models were read. */
    synchronized int reads() {
        return reads;
    }

    @Override
    public RegistryContent readClasses() {
        return read(Topics.CLASS_REGISTRY);
    }

    @Override
    public synchronized RegistryContent readModels() {
        reads++;
        return read(Topics.MODEL_REGISTRY);
    }

    @Override
    public Watch watch() {
        return Watch.ofNothing();
    }

    private synchronized RegistryContent read(Topics.Topic topic) {
        return new RegistryContent(
                topic.name(),
                1,
                records.stream().filter(r -> r.topic().equals(topic.name())).toList());
    }
}
