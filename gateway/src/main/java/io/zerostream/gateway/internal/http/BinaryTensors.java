package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.schemas.SafeText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The binary tensor data extension of the Open Inference Protocol, in which Triton's and KServe's clients send by themselves:
 * the JSON comes first and the header says how long it is; tensors follow it in its order, each as long as its parameter
 * says, little-endian, elements of type BYTES with their length before them in four bytes.
 */
final class BinaryTensors {
    /** Header that says how many bytes of the body are JSON. */
    static final String HEADER = "Inference-Header-Content-Length";

    /** Parameter of a tensor: its bytes behind the JSON. */
    static final String SIZE = "binary_data_size";

    /** What {@code GET /v2} calls it. */
    static final String EXTENSION = "binary_tensor_data";

    /** What it is sent as. */
    static final String MEDIA_TYPE = "application/octet-stream";

    /** What clients call their requests: that of Triton says nothing or bytes, that of KServe nothing. */
    private static final Set<String> MEDIA_TYPES = Set.of(Json.MEDIA_TYPE, "", MEDIA_TYPE);

    private BinaryTensors() {}

    /**
     * A request's body.
     *
     * @param json the JSON
     * @param tensors what stands behind it, little-endian
     */
    record Body(byte[] json, ByteBuffer tensors) {}

    /**
     * Reads a request.
     *
     * @param mostBytes longest body that is taken
     * @throws io.zerostream.gateway.internal.registry.RefusedException when it is longer, of another media type, or the
     *     header does not fit it
     */
    static Body read(Context ctx, int mostBytes) {
        byte[] body = Json.bytes(ctx, mostBytes, MEDIA_TYPES);
        int length = length(ctx.header(HEADER), body.length);
        byte[] json = length == body.length ? body : Arrays.copyOf(body, length);
        return new Body(
                json, ByteBuffer.wrap(body, length, body.length - length).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static int length(@Nullable String said, int most) {
        if (said == null) {
            return most;
        }
        try {
            int length = Integer.parseInt(said.strip());
            if (length >= 0 && length <= most) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw InferRequest.refused(HEADER + " is no number: '" + SafeText.of(said) + "'");
        }
        throw InferRequest.refused(HEADER + " is " + SafeText.of(said) + ", and the body has " + most + " bytes");
    }

    /**
     * Elements of type BYTES.
     *
     * @param tensor little-endian; its position moves to its end
     * @param most no more are read
     * @throws io.zerostream.gateway.internal.registry.RefusedException when there are more, or one is cut off
     */
    static List<byte[]> elements(ByteBuffer tensor, int most) {
        List<byte[]> elements = new ArrayList<>();
        while (tensor.hasRemaining()) {
            if (elements.size() == most) {
                throw InferRequest.refused("behind the " + most + " elements that the shape says, " + tensor.remaining()
                        + " bytes are left");
            }
            int length = tensor.remaining() < Integer.BYTES ? -1 : tensor.getInt();
            if (length < 0 || length > tensor.remaining()) {
                throw InferRequest.refused("element " + elements.size() + " has " + Integer.toUnsignedString(length)
                        + " bytes by the four before it, and " + tensor.remaining() + " are left");
            }
            byte[] element = new byte[length];
            tensor.get(element);
            elements.add(element);
        }
        return elements;
    }

    /**
     * A tensor in binary.
     *
     * @param data texts, numbers of 64 bits, or floating-point numbers of 32, all of one kind
     */
    static byte[] encoded(List<Object> data) {
        List<byte[]> elements = data.stream().map(BinaryTensors::element).toList();
        ByteBuffer tensor = ByteBuffer.allocate(
                elements.stream().mapToInt(element -> element.length).sum());
        elements.forEach(tensor::put);
        return tensor.array();
    }

    private static byte[] element(Object value) {
        if (value instanceof Long number) {
            return little(Long.BYTES).putLong(number).array();
        }
        if (value instanceof Float number) {
            return little(Float.BYTES).putFloat(number).array();
        }
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        return little(Integer.BYTES + text.length).putInt(text.length).put(text).array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
