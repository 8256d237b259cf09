/*
 * C interface of ZeroStream's CPU kernels. All arrays are contiguous floats in host memory that the caller owns; maps are
 * (pictures,height,width,channels). Functions may be called from any thread; calls on one network may overlap, except
 * zs_net_load and zs_net_free. Nothing here throws; functions that need memory return ZS_NO_MEMORY or null without it.
 */
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZS_OK 0
#define ZS_NO_MEMORY 1
#define ZS_WRONG_ARGUMENT 2

/* SHA-256 of the sources that the library was built from, as hexadecimal digits. */
const char* zs_sources(void);

/* Instruction set in use: avx512, avx2, sse2 or neon. */
const char* zs_isa(void);

/* Uses that instruction set from now on; ZS_WRONG_ARGUMENT when this processor or library lacks it. Not thread-safe. */
int zs_use_isa(const char* name);

/* SS2D's scan, see scan.h. shape: pictures, height, width, D, R, N. */
int zs_scan_forward(const int64_t* shape, const float* x, const float* p, const float* weight, const float* bias,
                    const float* decay, const float* skip, float* y, int threads);

/* dx and dp are overwritten, the weights' gradients added to. */
int zs_scan_backward(const int64_t* shape, const float* x, const float* p, const float* weight, const float* bias,
                     const float* decay, const float* skip, const float* dy, float* dx, float* dp, float* dweight,
                     float* dbias, float* ddecay, float* dskip, int threads);

/*
 * A backbone without weights. numbers: stages, N, then for each stage depth, width, D, R, hidden width of the MLP.
 * Null when the numbers make no network or memory lacks.
 */
void* zs_net_create(const int64_t* numbers, int count);
int zs_net_tensors(void* net);

/* Takes copies of all tensors, in the order of the published state_dict; with `training` also what gradients need. */
int zs_net_load(void* net, const float* const* tensors, int training, int threads);

/* Bytes of the network's own copy of the weights. */
int64_t zs_net_bytes(void* net);

/* The last map (B,h,w,F) of normalised pictures (B,H,W,3). */
int zs_net_forward(void* net, const float* images, int64_t pictures, int64_t height, int64_t width, float* map,
                   int threads);

/*
 * The same with a tape for zs_net_backward, which the caller frees; null when memory lacks or the network was not loaded
 * for training. scales: drop-path factors (blocks,2,B), or null.
 */
void* zs_net_record(void* net, const float* images, int64_t pictures, int64_t height, int64_t width,
                    const float* scales, float* map, int threads);

/* Adds the gradients of all tensors, given that of the map; the weights must be those of zs_net_record. */
int zs_net_backward(void* tape, const float* dmap, float* const* gradients, int threads);
void zs_tape_free(void* tape);
void zs_net_free(void* net);

/* Rows (classes,attributes) of a class set, zeros until they are put; null without memory. Freed by zs_classes_free. */
void* zs_classes_create(int64_t classes, int64_t attributes);
int64_t zs_classes_bytes(void* classes);

/* Copies rows (rows,attributes) to the classes first, first + 1, ...; may not overlap with other calls on them. */
int zs_classes_put(void* classes, int64_t first, int64_t rows, const float* from);

/*
 * Products of 1 to 64 vectors (count,attributes) with all classes. For each vector and block of 1536 classes, in this
 * order: the largest, the sum of e^(product - largest), and the k best classes (1 to 1536) with their products, best
 * first, ties by number, -1 where the block has fewer.
 */
int zs_classes_match(void* classes, const float* vectors, int64_t count, int64_t k, float* largest, float* sums,
                     int32_t* best, float* scores, int threads);
void zs_classes_free(void* classes);

#ifdef __cplusplus
}
#endif
