package io.zerostream.job.internal;

import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;

/** What looks at labels in time does so by class set and source. */
public final class SetAndSource implements KeySelector<ZeroShotLabel, Tuple2<String, String>> {
    private static final long serialVersionUID = 1L;

    /** (class set, source). */
    public static final TypeInformation<Tuple2<String, String>> TYPE = Types.TUPLE(Types.STRING, Types.STRING);

    @Override
    public Tuple2<String, String> getKey(ZeroShotLabel label) {
        return Tuple2.of(label.getClassSet(), label.getSourceId());
    }
}
