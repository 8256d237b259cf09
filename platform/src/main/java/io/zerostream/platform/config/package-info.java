/** What a platform or a cluster is told: its folder, ports and nodes, and where its parts are. */
@NullMarked
package io.zerostream.platform.config;

import org.jspecify.annotations.NullMarked;
