/** What those who hear of records have to say of them, whoever reads the topic. */
@NullMarked
package io.zerostream.gateway.internal.topic;

import org.jspecify.annotations.NullMarked;
