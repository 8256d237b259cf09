package io.zerostream.gateway.internal.http;

import java.util.List;

/** The connection to one console. */
interface EventWriter {
    /**
     * Sends events as they stand on the wire, together; may wait for a slow network.
     *
     * @param events each whole, with the empty line after it; shared with other consoles
     */
    void send(List<byte[]> events);

    /** Whether the console is gone. */
    boolean gone();

    /** Ends the connection. */
    void close();
}
