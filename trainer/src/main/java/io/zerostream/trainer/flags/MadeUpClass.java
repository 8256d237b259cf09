package io.zerostream.trainer.flags;

import java.util.List;

/**
 * A class that exists nowhere: the design of a seen flag in other colours.
 *
 * @param source index of the flag among those the maker was given
 * @param colours what each of the flag's colours becomes, in their order
 * @param transposed whether the design is mirrored at the diagonal as well
 * @param attributes 0 or 1 for each attribute; not to be changed
 */
public record MadeUpClass(int source, List<NamedColour> colours, boolean transposed, float[] attributes) {}
