// Threads that run one function together and meet at barriers. A team belongs to the thread that made it, so that callers
// never wait for each other's teams; a caller that asks for one thread has none.
#pragma once
#include <atomic>

constexpr int MAX_THREADS = 64;

struct Team {
    int size = 1;
    std::atomic<int> next{0};        // next index of the loop in progress
    std::atomic<int> arrived{0};     // threads at the barrier
    std::atomic<int> generation{0};  // barriers passed
    std::atomic<int> sleepers{0};

    /** Waits for all threads of the team. Everything written before is seen after. */
    void barrier();
};

typedef void (*TeamWork)(Team& team, int thread, void* context);

/** Runs the work in `threads` threads, the caller among them, and returns when all have ended; threads < 1 means 1. */
void team_run(int threads, TeamWork work, void* context);

/** Shares the indices 0..n-1 out among the threads, one at a time, and ends with a barrier. */
template <typename F>
inline void team_for(Team& team, int n, F f) {
    if (team.size == 1) {
        for (int i = 0; i < n; i++) f(i);
        return;
    }
    for (int i; (i = team.next.fetch_add(1, std::memory_order_relaxed)) < n;) f(i);
    team.barrier();
}
