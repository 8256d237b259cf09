// Picks the best instruction set that this processor has. Compiled for the oldest processor of the architecture.
#include <cstdlib>
#include <cstring>

#include "table.h"

#define EXPORT __attribute__((visibility("default")))

#if defined(__x86_64__)
extern const Table zs_table_avx512, zs_table_avx2, zs_table_sse2;
#else
extern const Table zs_table_neon;
#endif

namespace {

struct Choice {
    const char* name;
    const Table* table;
    bool usable;
};

Choice best(const char* wanted) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    const Choice all[] = {
        {"avx512", &zs_table_avx512, avx512}, {"avx2", &zs_table_avx2, avx2}, {"sse2", &zs_table_sse2, true}};
#else
    const Choice all[] = {{"neon", &zs_table_neon, true}};
#endif
    for (const Choice& c : all)
        if (c.usable && (!wanted || !strcmp(wanted, c.name))) return c;
    return {nullptr, nullptr, false};
}

Choice& used() {
    static Choice choice = best(nullptr);
    return choice;
}

const Table& table() { return *used().table; }

/** A network or tape belongs to the table that made it: packed layouts differ. */
struct Owned {
    const Table* table;
    void* thing;
};

void* owned(const Table* table, void* thing) {
    Owned* o = static_cast<Owned*>(malloc(sizeof(Owned)));
    if (o) *o = {table, thing};
    return o;
}

}  // namespace

extern "C" {

EXPORT const char* zs_sources(void) { return ZS_SOURCES; }
EXPORT const char* zs_isa(void) { return used().name; }
EXPORT int zs_use_isa(const char* name) {
    Choice c = best(name);
    if (!c.table) return ZS_WRONG_ARGUMENT;
    used() = c;
    return ZS_OK;
}

EXPORT int zs_scan_forward(const int64_t* shape, const float* x, const float* p, const float* weight,
                           const float* bias, const float* decay, const float* skip, float* y, int threads) {
    return table().scan_forward(shape, x, p, weight, bias, decay, skip, y, threads);
}
EXPORT int zs_scan_backward(const int64_t* shape, const float* x, const float* p, const float* weight,
                            const float* bias, const float* decay, const float* skip, const float* dy, float* dx,
                            float* dp, float* dweight, float* dbias, float* ddecay, float* dskip, int threads) {
    return table().scan_backward(shape, x, p, weight, bias, decay, skip, dy, dx, dp, dweight, dbias, ddecay, dskip,
                                 threads);
}

EXPORT void* zs_net_create(const int64_t* numbers, int count) {
    void* net = table().net_create(numbers, count);
    return net ? owned(&table(), net) : nullptr;
}
EXPORT int zs_net_tensors(void* net) {
    Owned* o = static_cast<Owned*>(net);
    return o->table->net_tensors(o->thing);
}
EXPORT int zs_net_load(void* net, const float* const* tensors, int training, int threads) {
    Owned* o = static_cast<Owned*>(net);
    return o->table->net_load(o->thing, tensors, training, threads);
}
EXPORT int64_t zs_net_bytes(void* net) {
    Owned* o = static_cast<Owned*>(net);
    return o->table->net_bytes(o->thing);
}
EXPORT int zs_net_forward(void* net, const float* images, int64_t pictures, int64_t height, int64_t width, float* map,
                          int threads) {
    Owned* o = static_cast<Owned*>(net);
    return o->table->net_forward(o->thing, images, pictures, height, width, map, threads);
}
EXPORT void* zs_net_record(void* net, const float* images, int64_t pictures, int64_t height, int64_t width,
                           const float* scales, float* map, int threads) {
    Owned* o = static_cast<Owned*>(net);
    void* tape = o->table->net_record(o->thing, images, pictures, height, width, scales, map, threads);
    return tape ? owned(o->table, tape) : nullptr;
}
EXPORT int zs_net_backward(void* tape, const float* dmap, float* const* gradients, int threads) {
    Owned* o = static_cast<Owned*>(tape);
    return o->table->net_backward(o->thing, dmap, gradients, threads);
}
EXPORT void zs_tape_free(void* tape) {
    Owned* o = static_cast<Owned*>(tape);
    o->table->tape_free(o->thing);
    free(o);
}
EXPORT void zs_net_free(void* net) {
    Owned* o = static_cast<Owned*>(net);
    o->table->net_free(o->thing);
    free(o);
}
EXPORT void* zs_classes_create(int64_t classes, int64_t attributes) {
    void* made = table().classes_create(classes, attributes);
    return made ? owned(&table(), made) : nullptr;
}
EXPORT int64_t zs_classes_bytes(void* classes) {
    Owned* o = static_cast<Owned*>(classes);
    return o->table->classes_bytes(o->thing);
}
EXPORT int zs_classes_put(void* classes, int64_t first, int64_t rows, const float* from) {
    Owned* o = static_cast<Owned*>(classes);
    return o->table->classes_put(o->thing, first, rows, from);
}
EXPORT int zs_classes_match(void* classes, const float* vectors, int64_t count, int64_t k, float* largest,
                            float* sums, int32_t* best, float* scores, int threads) {
    Owned* o = static_cast<Owned*>(classes);
    return o->table->classes_match(o->thing, vectors, count, k, largest, sums, best, scores, threads);
}
EXPORT void zs_classes_free(void* classes) {
    Owned* o = static_cast<Owned*>(classes);
    o->table->classes_free(o->thing);
    free(o);
}
}
