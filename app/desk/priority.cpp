#include "desk/priority.hpp"

#include <tbb/task_scheduler_observer.h>

#include <memory>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace coalesce {
namespace {

/// The least weight (Linux: 1024 at 0, 110 at 10, 15 at 19): all of an idle core, next to nothing of a wanted one.
constexpr int niceness = 19;

void lower_priority() {
#ifdef __linux__
    // On Linux a niceness belongs to a thread, named by its id. A refusal leaves everything as it was.
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), niceness);
#endif
}

/// Sees whoever enters the arena of the thread that made it. A worker stays nice for good, as a raise needs rights: it
/// then helps in the window's loops as far as there is a core to spare.
class Lowering : public tbb::task_scheduler_observer {
  public:
    Lowering() { observe(true); }
    ~Lowering() override { observe(false); }
    Lowering(const Lowering&) = delete;
    Lowering& operator=(const Lowering&) = delete;
    void on_scheduler_entry(bool) override { lower_priority(); }
};

}  // namespace

void yield_to_window() {
    thread_local std::unique_ptr<Lowering> lowering;
    if (lowering) return;
    lower_priority();
    lowering = std::make_unique<Lowering>();
}

}  // namespace coalesce
