package io.zerostream.job.replay;

import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.schemas.avro.ImageEvent;
import org.apache.flink.api.common.functions.MapFunction;

/** Lets every picture take the default class set, whatever its event asks for. */
public final class ForgetClassSet implements MapFunction<IncomingPicture, IncomingPicture> {
    private static final long serialVersionUID = 1L;

    @Override
    public IncomingPicture map(IncomingPicture picture) {
        ImageEvent event = picture.event();
        return event == null || event.getClassSet() == null
                ? picture
                : picture.fetched(ImageEvent.newBuilder(event).setClassSet(null).build());
    }
}
