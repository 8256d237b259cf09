package io.zerostream.job.replay;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryContent;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.Topics;
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
    public RegistryContent readClasses() {
        return new RegistryContent(Topics.CLASS_REGISTRY.name(), 0, classes);
    }

    @Override
    public RegistryContent readModels() {
        return new RegistryContent(Topics.MODEL_REGISTRY.name(), 0, models);
    }

    @Override
    public Watch watch() {
        return Watch.ofNothing();
    }
}
