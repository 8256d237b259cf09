/** Javalin routes, request checks, error answers, the event stream. */
@NullMarked
package io.zerostream.gateway.internal.http;

import org.jspecify.annotations.NullMarked;
