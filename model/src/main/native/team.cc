#include "team.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <new>

// Old names of these functions, which every C library since 2.17 (x86: 2.2.5) has: the build machine's newer ones would
// lock older systems out.
#if defined(__x86_64__)
__asm__(".symver pthread_create,pthread_create@GLIBC_2.2.5");
__asm__(".symver pthread_join,pthread_join@GLIBC_2.2.5");
__asm__(".symver pthread_key_create,pthread_key_create@GLIBC_2.2.5");
__asm__(".symver pthread_setspecific,pthread_setspecific@GLIBC_2.2.5");
__asm__(".symver pthread_getspecific,pthread_getspecific@GLIBC_2.2.5");
__asm__(".symver pthread_once,pthread_once@GLIBC_2.2.5");
#elif defined(__aarch64__)
__asm__(".symver pthread_create,pthread_create@GLIBC_2.17");
__asm__(".symver pthread_join,pthread_join@GLIBC_2.17");
__asm__(".symver pthread_key_create,pthread_key_create@GLIBC_2.17");
__asm__(".symver pthread_setspecific,pthread_setspecific@GLIBC_2.17");
__asm__(".symver pthread_getspecific,pthread_getspecific@GLIBC_2.17");
__asm__(".symver pthread_once,pthread_once@GLIBC_2.17");
#endif

namespace {

// about 50 microseconds: longer than the gaps within a forward, short enough to leave the core to others
constexpr int SPINS = 2000;

void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    __asm__ volatile("yield" ::: "memory");
#endif
}

void await_change(std::atomic<int>& word, int old, std::atomic<int>& sleepers) {
    for (int i = 0; i < SPINS; i++) {
        if (word.load(std::memory_order_acquire) != old) return;
        relax();
    }
    sleepers.fetch_add(1);
    while (word.load() == old) syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, old, nullptr, nullptr, 0);
    sleepers.fetch_sub(1);
}

void change(std::atomic<int>& word, std::atomic<int>& sleepers) {
    word.fetch_add(1);
    if (sleepers.load() > 0) syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

struct Crew {
    Team team;
    std::atomic<int> call{0};  // calls so far; a change wakes the workers
    std::atomic<int> idlers{0};
    TeamWork work = nullptr;  // null asks the workers to end
    void* context = nullptr;
    int workers = 0;
    pthread_t threads[MAX_THREADS];
};

struct Start {
    Crew* crew;
    int thread;
};

void* worker(void* argument) {
    Start start = *static_cast<Start*>(argument);
    free(argument);
    Crew& crew = *start.crew;
    for (int seen = 0;;) {
        await_change(crew.call, seen, crew.idlers);
        seen++;
        if (!crew.work) return nullptr;
        crew.work(crew.team, start.thread, crew.context);
        crew.team.barrier();
    }
}

void disband(void* argument) {
    Crew* crew = static_cast<Crew*>(argument);
    crew->work = nullptr;
    change(crew->call, crew->idlers);
    for (int i = 0; i < crew->workers; i++) pthread_join(crew->threads[i], nullptr);
    crew->~Crew();
    free(crew);
}

pthread_key_t key;
pthread_once_t once = PTHREAD_ONCE_INIT;

void make_key() { pthread_key_create(&key, disband); }

/** This thread's crew of that many; fewer when the system has no more threads to give. */
Crew* crew_of(int threads) {
    pthread_once(&once, make_key);
    Crew* crew = static_cast<Crew*>(pthread_getspecific(key));
    if (crew && crew->team.size == threads) return crew;
    if (crew) disband(crew);
    crew = static_cast<Crew*>(malloc(sizeof(Crew)));
    if (!crew) abort();
    new (crew) Crew();
    for (int i = 1; i < threads; i++) {
        Start* start = static_cast<Start*>(malloc(sizeof(Start)));
        if (!start) break;
        *start = {crew, i};
        if (pthread_create(&crew->threads[crew->workers], nullptr, worker, start)) {
            free(start);
            break;
        }
        crew->workers++;
    }
    crew->team.size = crew->workers + 1;
    pthread_setspecific(key, crew);
    return crew;
}

}  // namespace

void Team::barrier() {
    if (size == 1) return;
    int mine = generation.load();
    if (arrived.fetch_add(1) + 1 == size) {
        arrived.store(0);
        next.store(0);
        change(generation, sleepers);
    } else {
        await_change(generation, mine, sleepers);
    }
}

void team_run(int threads, TeamWork work, void* context) {
    if (threads <= 1) {
        Team alone;
        work(alone, 0, context);
        return;
    }
    Crew* crew = crew_of(threads < MAX_THREADS ? threads : MAX_THREADS);
    crew->work = work;
    crew->context = context;
    change(crew->call, crew->idlers);
    work(crew->team, 0, context);
    crew->team.barrier();
}
