package io.zerostream.model.vmamba.cuda;

import io.zerostream.model.ModelException;

/** What the CUDA driver or its compiler refused, with the name and the text of the error. */
public final class CudaException extends ModelException {
    private static final long serialVersionUID = 1L;

    /** @param message what was tried, the error's name and text, what to do */
    public CudaException(String message) {
        super(message);
    }
}
