package io.zerostream.model.checkpoint.pytorch;

/**
 * A file in a zip archive.
 *
 * @param name path inside the archive
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the contents; PyTorch can leave it out, which reads as 0
 * @param packed bytes in the archive
 * @param size bytes of the contents
 * @param start where the packed bytes begin
 */
record ZipRecord(String name, int method, long crc, long packed, long size, long start) {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    long end() {
        return start + packed;
    }
}
