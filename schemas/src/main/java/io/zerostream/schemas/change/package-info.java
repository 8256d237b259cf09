/**
 * Changes of what serves, by records on the registries: deployments, aliases, rollbacks, removals. Gateway and trainer call
 * them, so that each is checked the same way whoever asks.
 */
@NullMarked
package io.zerostream.schemas.change;

import org.jspecify.annotations.NullMarked;
