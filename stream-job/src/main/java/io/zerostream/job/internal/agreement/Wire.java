package io.zerostream.job.internal.agreement;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.streaming.api.operators.collect.CollectCoordinationResponse;
import org.apache.flink.util.InstantiationUtil;

/**
 * Answers of coordinators on their way. Flink reads them with its own class loader, which does not know the job's
 * classes, so they travel as bytes in a response of Flink's own.
 */
final class Wire {
    private static final BytePrimitiveArraySerializer BYTES = BytePrimitiveArraySerializer.INSTANCE;

    private Wire() {}

    static CoordinationResponse wrap(Serializable answer) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(64);
            BYTES.serialize(InstantiationUtil.serializeObject(answer), out);
            return new CollectCoordinationResponse("", 0, List.of(out.getCopyOfBuffer()));
        } catch (IOException e) {
            throw new IllegalStateException("cannot write an answer", e);
        }
    }

    static <T> T unwrap(CoordinationResponse response, ClassLoader jobClasses, Class<T> type) {
        try {
            byte[] bytes =
                    ((CollectCoordinationResponse) response).getResults(BYTES).get(0);
            Object answer = InstantiationUtil.deserializeObject(bytes, jobClasses);
            return type.cast(answer);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("cannot read an answer of the job manager's side", e);
        }
    }
}
