/** From a data set to a model that can be published: check, train, evaluate, import, publish. */
@NullMarked
package io.zerostream.cli.train;

import org.jspecify.annotations.NullMarked;
