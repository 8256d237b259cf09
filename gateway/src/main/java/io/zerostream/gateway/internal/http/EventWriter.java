package io.zerostream.gateway.internal.http;

/** The connection to one console. */
interface EventWriter {
    /**
     * Sends events as they stand on the wire; may wait for a slow network.
     *
     * @param events each whole, with the empty line after it
     */
    void send(byte[] events);

    /** Whether the console is gone. */
    boolean gone();

    /** Ends the connection. */
    void close();
}
