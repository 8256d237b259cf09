package io.zerostream.job.internal.control;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A plan as bytes: an Avro file of the deployment's record and those of its versions. The schema it was written with is
 * in it, so that any later release reads it; so is whether it is deflated, which those of former releases are not.
 */
public final class PlanCodec {
    static {
        AvroTrust.trustOurClasses();
    }

    private PlanCodec() {}

    /** For the wire and for checkpoints. */
    public static byte[] write(Plan plan) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<ModelRegistryRecord> file =
                new DataFileWriter<>(new SpecificDatumWriter<>(ModelRegistryRecord.class))) {
            file.setCodec(CodecFactory.deflateCodec(Deflater.BEST_COMPRESSION));
            file.create(ModelRegistryRecord.getClassSchema(), bytes);
            file.append(new ModelRegistryRecord(plan.deployment()));
            for (ModelVersion version : plan.versions()) {
                file.append(new ModelRegistryRecord(version));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot write the plan of model " + plan.modelId(), e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalStateException when these are not the bytes of a plan */
    public static Plan read(byte[] bytes) {
        List<ModelVersion> versions = new ArrayList<>();
        Optional<Deployment> deployment = Optional.empty();
        try (DataFileStream<ModelRegistryRecord> file = new DataFileStream<>(
                new ByteArrayInputStream(bytes), new SpecificDatumReader<>(ModelRegistryRecord.class))) {
            for (ModelRegistryRecord record : file) {
                if (record.getEntry() instanceof ModelVersion version) {
                    versions.add(version);
                } else if (record.getEntry() instanceof Deployment found) {
                    deployment = Optional.of(found);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Avro has a type of its own for what is no Avro, and others for what merely looks like it
            throw new IllegalStateException("cannot read a plan of " + bytes.length + " bytes", e);
        }
        return deployment
                .flatMap(d -> Plan.of(d, name -> versions.stream()
                        .filter(version -> version.getVersion().equals(name))
                        .findFirst()))
                .orElseThrow(() -> new IllegalStateException("a plan without its deployment or one of its versions"));
    }
}
