/**
 * Fuzzing of everything that reads bytes of strangers. A {@link io.zerostream.fuzz.FuzzTarget} is one such reader; {@link
 * io.zerostream.fuzz.FuzzRun} lets libFuzzer (through Jazzer) mutate its seeds in a process of its own. What was found
 * once stays in the tests' resources under {@code finds/}, and runs in every build.
 */
@NullMarked
package io.zerostream.fuzz;

import org.jspecify.annotations.NullMarked;
