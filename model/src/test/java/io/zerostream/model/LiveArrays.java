package io.zerostream.model;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts the engine's arrays that some manager of this process holds. */
public final class LiveArrays {
    private LiveArrays() {}

    public static int count() {
        try (NDManager any = NDManager.newBaseManager("PyTorch")) {
            Field resources = BaseNDManager.class.getDeclaredField("resources");
            resources.setAccessible(true);
            return below(any.getParentManager(), resources);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the engine keeps its arrays otherwise now", e);
        }
    }

    private static int below(Object manager, Field resources) throws ReflectiveOperationException {
        int arrays = 0;
        for (Object resource : ((Map<?, ?>) resources.get(manager)).values()) {
            if (resource instanceof NDArray) {
                arrays++;
            } else if (resource instanceof BaseNDManager) {
                arrays += below(resource, resources);
            }
        }
        return arrays;
    }
}
