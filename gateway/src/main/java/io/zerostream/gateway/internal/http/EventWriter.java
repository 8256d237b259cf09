package io.zerostream.gateway.internal.http;

/** The connection to one console. */
interface EventWriter {
    /** Sends one event; may wait for a slow network. */
    void send(String type, String json);

    /** Whether the console is gone. */
    boolean gone();

    /** Ends the connection. */
    void close();
}
