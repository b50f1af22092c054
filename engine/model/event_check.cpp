#include "model/event_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_set>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

constexpr std::int64_t most_tokens_of_run = 100000000;
constexpr std::int64_t largest_event_seed = std::int64_t{1} << 53;
/// Turns per coordinate of a rotation: an angle of thousands of turns has lost the digits of its place.
constexpr double largest_rotation = 1000;

[[noreturn]] void refuse_event(const std::string& path, const std::string& found, const std::string& expected) {
    throw Issue(path, "found " + found + ", expected " + expected);
}

/// Follows the numbers of tokens from event to event. What a cap removes is not known before the run.
class EventCheck {
  public:
    EventCheck(int dimension, std::optional<std::int64_t> count)
        : dimension_(dimension), known_(count.has_value()), next_(count.value_or(1)) {}

    void operator()(const std::string& path, const hands::Push& push) {
        taken(path, push.tokens);
        for (const double w : push.rotation)
            if (!(std::abs(w) <= largest_rotation))
                refuse_event(path + ".rotation", decimal_text(w), "radians of magnitude ≤ 1000");
        if (dimension_ == 2 && (push.rotation[0] != 0 || push.rotation[1] != 0))
            refuse_event(path + ".rotation", "3 numbers", "one angle since dimension is 2");
    }
    void operator()(const std::string& path, const hands::Add& add) {
        cap(path, add.where);
        if (add.count < 1) refuse_event(path + ".count", std::to_string(add.count), "a whole number ≥ 1");
        if (add.count > most_tokens_of_run - next_)
            refuse_event(path + ".count", std::to_string(add.count) + " tokens beside " + std::to_string(next_),
                         "at most 100000000 in all");
        if (add.seed < 0 || add.seed > largest_event_seed)
            refuse_event(path + ".seed", std::to_string(add.seed), "a whole number from 0 to 2^53");
        next_ += add.count;
    }
    void operator()(const std::string& path, const hands::Remove& remove) {
        taken(path, remove.tokens);
        const auto* numbers = std::get_if<TokenNumbers>(&remove.tokens);
        if (!numbers) return;
        removed_.insert(numbers->begin(), numbers->end());
        const std::int64_t left = next_ - static_cast<std::int64_t>(removed_.size());
        if (known_ && left < 1) refuse_event(path, "every token that is there", "at least one to stay");
    }

  private:
    void cap(const std::string& path, const Cap& cap) const {
        for (const double x : cap.centre)
            if (!(std::abs(x) <= largest_number))
                refuse_event(path + ".centre", "the coordinate " + decimal_text(x), "numbers of magnitude ≤ 1e+100");
        if (cap.centre == Vec3{}) refuse_event(path + ".centre", "the zero vector", "a direction");
        if (dimension_ == 2 && cap.centre[2] != 0)
            refuse_event(path + ".centre", "3 coordinates", "2 since dimension is 2");
        if (!(cap.angle > 0 && cap.angle <= M_PI))
            refuse_event(path + ".angle", decimal_text(cap.angle), "radians > 0 and ≤ π");
    }
    void taken(const std::string& path, const TakenTokens& tokens) const {
        if (const auto* where = std::get_if<Cap>(&tokens)) return cap(path + ".cap", *where);
        const auto& numbers = std::get<TokenNumbers>(tokens);
        if (numbers.empty()) refuse_event(path + ".tokens", "no tokens", "at least one");
        std::unordered_set<std::int64_t> seen;
        for (std::size_t k = 0; k < numbers.size(); ++k) {
            const std::int64_t n = numbers[k];
            const std::string here = path + ".tokens." + std::to_string(k), found = "token " + std::to_string(n);
            if (n < 0 || n >= (known_ ? next_ : most_tokens_of_run))
                refuse_event(here, found,
                             known_ ? "a number from 0 to " + std::to_string(next_ - 1) : "a token that is there");
            if (removed_.count(n) > 0)
                refuse_event(here, found + ", which an earlier event removes", "a token that is there");
            if (!seen.insert(n).second) refuse_event(here, found + " twice", "every token once");
        }
    }

    int dimension_;
    bool known_;
    std::int64_t next_;  ///< number that the next added token gets; at least that many if the count is not known
    std::unordered_set<std::int64_t> removed_;
};

}  // namespace

void check_events(const Events& events, int dimension, double until, std::optional<std::int64_t> count) {
    EventCheck check(dimension, count);
    double before = 0;
    for (std::size_t k = 0; k < events.size(); ++k) {
        const std::string path = "events." + std::to_string(k);
        const double time = events[k].time;
        if (!(time >= 0 && time <= std::numeric_limits<double>::max()))
            refuse_event(path + ".time", decimal_text(time), "a time ≥ 0");
        if (time > until)
            refuse_event(path + ".time", decimal_text(time),
                         "at most " + decimal_text(until) + ", the time of time.until");
        if (time < before)
            refuse_event(path + ".time", decimal_text(time),
                         "at least " + decimal_text(before) + ", the time of the event before");
        before = time;
        std::visit([&](const auto& act) { check(path + "." + std::string(act.word), act); }, events[k].act);
    }
}

}  // namespace coalesce
