// Vectors of floats and the elementary functions of the network, for the instruction set that this unit is compiled for.
// Compiler vector extensions, no intrinsics: one source serves AVX-512, AVX2, SSE2 and NEON.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
constexpr int VL = 16;  // floats of a vector
constexpr int MR = 12;  // rows of the matrix product's register tile
constexpr int NV = 2;   // vectors of its width
#elif defined(__AVX2__)
constexpr int VL = 8;
constexpr int MR = 6;
constexpr int NV = 2;
#elif defined(__aarch64__)
constexpr int VL = 4;
constexpr int MR = 6;
constexpr int NV = 4;
#else
constexpr int VL = 4;
constexpr int MR = 3;
constexpr int NV = 3;
#endif
constexpr int NR = NV * VL;

typedef float vf __attribute__((vector_size(VL * 4)));
typedef int32_t vi __attribute__((vector_size(VL * 4)));
typedef float vfu __attribute__((vector_size(VL * 4), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define INLINE_LAMBDA __attribute__((always_inline))
#define INLINE_METHOD inline __attribute__((always_inline))

INLINE vf load(const float* p) { return *reinterpret_cast<const vfu*>(p); }
INLINE void store(float* p, vf v) { *reinterpret_cast<vfu*>(p) = v; }
INLINE vf splat(float x) { return x - (vf){}; }
INLINE vf pick(vi mask, vf yes, vf no) { return (vf)(((vi)yes & mask) | ((vi)no & ~mask)); }
INLINE vf vmin(vf a, vf b) { return a < b ? a : b; }
INLINE vf vmax(vf a, vf b) { return a > b ? a : b; }
INLINE vf vabs(vf a) { return (vf)((vi)a & 0x7fffffff); }

/** Sum of the lanes, halves first. */
INLINE float sum(vf v) {
    for (int w = VL / 2; w > 0; w /= 2) {
        vi from = (vi){};
        for (int i = 0; i < VL; i++) from[i] = (i + w) % VL;
        v += __builtin_shuffle(v, from);
    }
    return v[0];
}

/** The first n floats at p, zero beyond; 0 <= n <= VL. */
INLINE vf load_part(const float* p, int n) {
    float s[VL] = {};
    for (int i = 0; i < n; i++) s[i] = p[i];
    return load(s);
}
INLINE void store_part(float* p, vf v, int n) {
    float s[VL];
    store(s, v);
    for (int i = 0; i < n; i++) p[i] = s[i];
}

/** 2^n * 2^f with n the nearest integer to x log2(e). One rounding of x log2(e): relative error 1e-7 (1 + |x|). */
INLINE vf vexp_above(vf x) {
    constexpr float log2e = 1.44269504f;
    vf shifted = x * log2e + 12582912.f;  // 1.5 * 2^23: the sum's low bits are the rounded integer
    vf f = x * log2e - (shifted - 12582912.f);
    vf p = splat(1.54614447e-4f);
    p = p * f + 1.340042818e-3f;
    p = p * f + 9.618056679e-3f;
    p = p * f + 5.550327227e-2f;
    p = p * f + 0.2402265092f;
    p = p * f + 0.6931472067f;
    p = p * f + 1.f;
    return (vf)((vi)p + ((vi)shifted << 23));
}

/** e^x for x <= 0; e^-87 below that. */
INLINE vf vexp_negative(vf x) { return vexp_above(vmax(x, splat(-87.f))); }

/** e^x; the value at the nearer end outside [-87, 88]. */
INLINE vf vexp(vf x) { return vexp_above(vmax(vmin(x, splat(88.f)), splat(-87.f))); }

/** log(1 + e) for e in [0, 1]; relative error below 2e-7: a polynomial through Chebyshev nodes. */
INLINE vf vlog1p_unit(vf e) {
    vf p = splat(-3.176057018e-3f);
    p = p * e + 1.954252726e-2f;
    p = p * e + -5.637361283e-2f;
    p = p * e + 0.105436238f;
    p = p * e + -0.1526966707f;
    p = p * e + 0.1966327426f;
    p = p * e + -0.2495161626f;
    p = p * e + 0.333297105f;
    p = p * e + -0.4999989265f;
    p = p * e + 0.9999999947f;
    return p * e;
}

/** log(1 + e^s), given e = e^-|s|. */
INLINE vf vsoftplus(vf s, vf e) { return vmax(s, splat(0.f)) + vlog1p_unit(e); }

/** 1 / (1 + e^-s), given e = e^-|s|. */
INLINE vf vsigmoid(vf s, vf e) {
    vf q = 1.f / (1.f + e);
    return s >= 0.f ? q : e * q;
}

/** x / (1 + e^-x). */
INLINE vf vsilu(vf x) { return x / (1.f + vexp(-x)); }

/** The normal distribution function (1 + erf(x / sqrt 2)) / 2; absolute error below 1e-7: a rational approximation. */
INLINE vf vphi(vf x) {
    vf z = vmax(vmin(x * 0.70710678f, splat(3.9f)), splat(-3.9f));
    vf w = z * z;
    vf p = splat(2.050942352e-6f);
    p = p * w + 2.873540507e-4f;
    p = p * w + 3.832918646e-3f;
    p = p * w + 5.295495195e-2f;
    p = p * w + 0.1918505054f;
    p = p * w + 1.128379037f;
    vf q = splat(3.823099578e-5f);
    q = q * w + 1.180741758e-3f;
    q = q * w + 1.510140402e-2f;
    q = q * w + 0.1147207451f;
    q = q * w + 0.5033549071f;
    q = q * w + 1.f;
    return 0.5f + 0.5f * (z * p / q);
}

/** GELU, the exact form x * phi(x). */
INLINE vf vgelu(vf x) { return x * vphi(x); }

/** Derivative of GELU: phi(x) + x * e^(-x^2/2) / sqrt(2 pi). */
INLINE vf vgelu_slope(vf x) { return vphi(x) + x * 0.39894228f * vexp(-0.5f * x * x); }
