/** Tables and lists of names as editors and spreadsheets save them; what is odd in one is a finding. */
@NullMarked
package io.zerostream.trainer.data.internal.table;

import org.jspecify.annotations.NullMarked;
