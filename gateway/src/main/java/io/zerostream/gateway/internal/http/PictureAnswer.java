package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with a picture. Its type is told from the bytes, never taken from the sender: it must not become a page. */
final class PictureAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(PictureAnswer.class);
    private static final int OK = 200;

    private final ImagePreprocessor preprocessor;

    PictureAnswer(ImageLimits limits) {
        this.preprocessor = new ImagePreprocessor(limits);
    }

    /** What is no picture is offered as a file. */
    void answer(Context ctx, byte[] content) {
        ctx.status(OK).header("Cache-Control", "private, max-age=600");
        try {
            ctx.contentType(preprocessor.check(content));
        } catch (ImageRejectedException e) {
            LOG.debug("{} is offered as a file", ctx.path(), e);
            ctx.contentType("application/octet-stream").header("Content-Disposition", "attachment");
        }
        ctx.result(content);
    }
}
