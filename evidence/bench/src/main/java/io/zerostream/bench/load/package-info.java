/** Load runs of the whole job on this machine: swaps, memory, overload, throughput. Each has its baseline in the same run. */
@org.jspecify.annotations.NullMarked
package io.zerostream.bench.load;
