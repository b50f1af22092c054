#include "desk/lesson_draft.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "desk/edits.hpp"
#include "desk/lesson_order.hpp"

namespace coalesce {
namespace {

std::size_t bytes_of(const Lesson& lesson) {
    std::size_t sum = sizeof lesson;
    for (const LessonStep& step : lesson.steps) {
        sum += sizeof step + step.caption.size() + step.notes.size();
        sum += bytes_of(step.set) + bytes_of(step.view) + bytes_of(step.twin);
        if (step.scene) sum += bytes_of(*step.scene);
    }
    return sum;
}

std::vector<std::size_t> steps_in_order(const Lesson& lesson) {
    std::vector<std::size_t> order(lesson.steps.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

std::string numbered(std::string_view what, std::size_t step) {
    return std::string(what) + " step " + std::to_string(step + 1);
}

}  // namespace

void LessonDraft::open(Lesson lesson, const std::string& file) {
    saved_ = lesson;
    file_ = file;
    entries_.clear();
    entries_.push_back({{}, std::move(lesson), 0});
    position_ = 0;
    checked_ = false;
    select(0);
}

void LessonDraft::select(std::size_t step) {
    const std::size_t steps = lesson().steps.size();
    selected_ = entries_[position_].selected = std::min(step, steps > 0 ? steps - 1 : 0);
    end_gesture();
}

void LessonDraft::edit(const std::string& name, const std::function<void(Lesson&)>& change) {
    Lesson changed = lesson();
    change(changed);
    if (changed == lesson()) return;
    const bool same_gesture = name == gesture_ && position_ > 0;
    entries_.resize(position_ + 1);
    checked_ = false;
    if (same_gesture) {
        entries_.back().lesson = std::move(changed);
        return;
    }
    entries_.push_back({name, std::move(changed), selected_});
    ++position_;
    gesture_ = name;
    limit();
}

void LessonDraft::edit_step(std::string_view name, const std::function<void(LessonStep&)>& change) {
    const std::size_t step = selected_;
    edit(numbered(std::string(name) + " of", step), [&](Lesson& lesson) { change(lesson.steps[step]); });
}

void LessonDraft::edit_shown(std::string_view name, const std::function<void(LessonStep&)>& change) {
    const std::size_t step = selected_;
    edit(numbered(std::string(name) + " of", step), [&](Lesson& lesson) {
        const std::vector<ShownStep> shown = shown_steps(lesson);
        change(lesson.steps[step]);
        for (std::size_t k = step + 1; k < shown.size(); ++k) keep_shown(lesson, k, shown[k]);
    });
}

void LessonDraft::rearrange(const std::string& name, const std::vector<std::size_t>& order, std::size_t selected) {
    end_gesture();
    edit(name, [&](Lesson& lesson) { lesson = rearranged(lesson, order); });
    select(selected);
}

void LessonDraft::move(std::size_t from, std::size_t to) {
    if (from == to || std::max(from, to) >= lesson().steps.size()) return;
    std::vector<std::size_t> order = steps_in_order(lesson());
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), from);
    rearrange(numbered("move", from), order, to);
}

void LessonDraft::duplicate(std::size_t step) {
    std::vector<std::size_t> order = steps_in_order(lesson());
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(step), step);
    rearrange(numbered("duplicate", step), order, step + 1);
}

void LessonDraft::remove(std::size_t step) {
    std::vector<std::size_t> order = steps_in_order(lesson());
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(step));
    rearrange(numbered("delete", step), order, step);
}

void LessonDraft::limit() {
    std::size_t bytes = 0;
    for (const Entry& entry : entries_) bytes += bytes_of(entry.lesson);
    while (entries_.size() > most_entries || (bytes > most_bytes && entries_.size() > 2)) {
        bytes -= bytes_of(entries_.front().lesson);
        entries_.erase(entries_.begin());
        --position_;
    }
}

void LessonDraft::undo() {
    if (!begun() || !can_undo()) return;
    --position_;
    checked_ = false;
    select(entries_[position_].selected);
}

void LessonDraft::redo() {
    if (!begun() || !can_redo()) return;
    ++position_;
    checked_ = false;
    select(entries_[position_].selected);
}

void LessonDraft::saved(Lesson written, const std::string& file) {
    entries_[position_].lesson = written;
    saved_ = std::move(written);
    file_ = file;
    checked_ = false;
    end_gesture();
}

const std::vector<LessonProblem>& LessonDraft::problems() const {
    if (!begun()) return problems_;
    if (!checked_) problems_ = lesson_problems(lesson(), std::filesystem::path(file_).parent_path());
    checked_ = true;
    return problems_;
}

}  // namespace coalesce
