/** The rules of the registries, told once: what a record may look like, and what a sequence of records comes to. */
@NullMarked
package io.zerostream.schemas.registry;

import org.jspecify.annotations.NullMarked;
