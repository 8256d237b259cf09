/** What the job's operators share: records between them, state descriptors, names, types. */
@NullMarked
package io.zerostream.job.internal;

import org.jspecify.annotations.NullMarked;
