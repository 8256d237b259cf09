package io.zerostream.gateway.internal.live;

import java.util.Map;

/**
 * A recent picture. Treat the array as read-only.
 *
 * @param eventId identity of the picture
 * @param content encoded picture; empty when the event carries an address instead
 * @param attributes the sender's notes
 */
public record Picture(String eventId, byte[] content, Map<String, String> attributes) {}
