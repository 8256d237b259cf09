package io.zerostream.job.internal.replay;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryReader;
import java.util.List;

/** {@link RegistryReader} over records that travel with the job, so that nothing which changes on Kafka is seen. */
public final class PinnedRegistries implements RegistryReader {
    private static final long serialVersionUID = 1L;

    private final List<ControlRecord> classes;
    private final List<ControlRecord> models;

    /**
     * @param classes what there is of class-registry
     * @param models what there is of model-registry
     */
    public PinnedRegistries(List<ControlRecord> classes, List<ControlRecord> models) {
        this.classes = List.copyOf(classes);
        this.models = List.copyOf(models);
    }

    @Override
    public List<ControlRecord> readClasses() {
        return classes;
    }

    @Override
    public List<ControlRecord> readModels() {
        return models;
    }
}
