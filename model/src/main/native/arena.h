// Memory for intermediate results. Blocks are kept between calls and handed out again: fresh pages cost as much as some
// layers, and resident memory stays flat.
#pragma once
#include <sys/mman.h>

#include <atomic>
#include <cstddef>

/** Hands out floats of one block, in cache-line steps; without a block it only counts how many will be needed. */
struct Arena {
    float* base = nullptr;
    long used = 0;
    float* take(long n) {
        float* at = base ? base + used : nullptr;
        used += (n + 15) / 16 * 16;
        return at;
    }
};

/** Blocks of memory that are not in use now. Any number of threads. */
class Pool {
    static constexpr int KEPT = 8;
    struct Block {
        void* at = nullptr;
        size_t size = 0;
    };
    Block free_[KEPT];
    std::atomic<bool> busy_{false};

    void lock() {
        while (busy_.exchange(true, std::memory_order_acquire)) {
        }
    }
    void unlock() { busy_.store(false, std::memory_order_release); }

public:
    /** A block of at least that many floats, aligned to a page; null when the system has none. */
    float* take(long floats, size_t& size) {
        size_t need = floats * sizeof(float);
        lock();
        for (Block& b : free_) {
            // a far larger block is left for what needs it
            if (b.at && b.size >= need && b.size / 2 <= need) {
                float* at = static_cast<float*>(b.at);
                size = b.size;
                b.at = nullptr;
                unlock();
                return at;
            }
        }
        unlock();
        constexpr size_t step = 2 << 20;
        size = (need + step - 1) / step * step;
        void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED) return nullptr;
        madvise(at, size, MADV_HUGEPAGE);
        return static_cast<float*>(at);
    }

    /** Gives a block back; the smallest one goes to the system when enough are kept. */
    void give(float* at, size_t size) {
        if (!at) return;
        Block spare{at, size};
        lock();
        Block* least = &free_[0];
        for (Block& b : free_)
            if (!b.at || (least->at && b.size < least->size)) least = &b;
        if (!least->at || least->size < spare.size) {
            Block old = *least;
            *least = spare;
            spare = old;
        }
        unlock();
        if (spare.at) munmap(spare.at, spare.size);
    }

    ~Pool() {
        for (Block& b : free_)
            if (b.at) munmap(b.at, b.size);
    }
};
