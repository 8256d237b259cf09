/** Tests of the registries' rules. */
@NullMarked
package io.zerostream.schemas.registry;

import org.jspecify.annotations.NullMarked;
