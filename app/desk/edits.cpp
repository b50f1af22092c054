#include "desk/edits.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

namespace coalesce {
namespace {

std::size_t bytes_of(const InitialLaw& law) {
    struct Size {
        std::size_t operator()(const UniformLaw&) const { return 0; }
        std::size_t operator()(const MixtureLaw& mixture) const {
            return sizeof(mixture.components[0]) * mixture.components.size();
        }
        std::size_t operator()(const AzimuthalLaw& azimuthal) const {
            return sizeof(azimuthal.components[0]) * azimuthal.components.size();
        }
        std::size_t operator()(const PointsLaw& points) const {
            return sizeof(Vec3) * points.points.size() + sizeof(double) * points.masses.size();
        }
        std::size_t operator()(const FileLaw& file) const { return file.path.size(); }
    };
    return std::visit(Size{}, law);
}

std::size_t bytes_of(const Events& events) {
    std::size_t sum = 0;
    const auto numbers = [](const TakenTokens& taken) {
        const auto* list = std::get_if<TokenNumbers>(&taken);
        return list ? list->size() * sizeof list->front() : 0;
    };
    for (const Event& event : events) {
        sum += sizeof event;
        if (const auto* push = std::get_if<hands::Push>(&event.act)) sum += numbers(push->tokens);
        if (const auto* remove = std::get_if<hands::Remove>(&event.act)) sum += numbers(remove->tokens);
    }
    return sum;
}

std::size_t bytes_of(const ParameterValue& value) {
    if (const auto* law = std::get_if<InitialLaw>(&value)) return bytes_of(*law);
    if (const auto* events = std::get_if<Events>(&value)) return bytes_of(*events);
    const auto* text = std::get_if<std::string>(&value);
    return text ? text->size() : 0;
}

ViewState seen_by_camera(ViewState view, const ViewState& camera) {
    view.yaw = camera.yaw;
    view.pitch = camera.pitch;
    view.distance = camera.distance;
    view.pan = camera.pan;
    view.turntable = camera.turntable;
    view.theme = camera.theme;
    return view;
}

/// True if two documents differ at most in camera, turntable and theme, which are no edits.
bool same_edits(const SceneDocument& a, const SceneDocument& b) {
    return seen_by_camera(a.view, b.view) == b.view && a.scene == b.scene;
}

bool share_key(const DocumentDiff& a, const DocumentDiff& b) {
    return std::any_of(a.changes().begin(), a.changes().end(),
                       [&](const DocumentDiff::Change& change) { return b.changes(change.parameter->key); });
}

}  // namespace

std::size_t bytes_of(const SceneDocument& document) {
    return sizeof document + document.scene.note.size() + bytes_of(document.scene.tokens.law) +
           bytes_of(document.scene.events);
}

std::size_t bytes_of(const DocumentDiff& diff) {
    std::size_t sum = 0;
    for (const DocumentDiff::Change& change : diff.changes())
        sum += sizeof change + bytes_of(change.before) + bytes_of(change.after);
    return sum;
}

SceneDocument seen_as(SceneDocument document, const ViewState& view) {
    document.view = seen_by_camera(document.view, view);
    return document;
}

std::size_t EditHistory::Held::bytes() const {
    return sizeof *this + (other ? bytes_of(*other) : 0) + bytes_of(entry.diff);
}

void EditHistory::push(Held held) {
    entries_.resize(std::min(entries_.size(), position_ + 1));
    entries_.push_back(std::move(held));
    position_ = entries_.size() - 1;
    limit();
}

/// Drops the oldest entries. What led to the first one is not kept: undo ends there.
void EditHistory::limit() {
    std::size_t bytes = 0;
    for (const Held& held : entries_) bytes += held.bytes();
    while (entries_.size() > most_entries || (bytes > most_bytes && entries_.size() > 2)) {
        bytes -= entries_[0].bytes() + entries_[1].bytes();
        entries_.erase(entries_.begin());
        entries_[0].entry.diff = {};
        entries_[0].other.reset();
        bytes += entries_[0].bytes();
        --position_;
    }
}

void EditHistory::open(SceneDocument& document, SceneDocument opened, const std::string& origin) {
    Held opening{{}, std::make_shared<SceneOfEntries>(SceneOfEntries{origin, opened})};
    opening.seen = opened.view;
    std::swap(document, opened);
    if (!entries_.empty()) {
        opening.entry.name = "open " + std::filesystem::path(origin).stem().string();
        opening.other = std::make_unique<SceneDocument>(std::move(opened));
    }
    push(std::move(opening));
    forget_resets();
    gesture_.clear();
}

void EditHistory::edit(SceneDocument& document, const DocumentDiff& diff, const std::string& key) {
    apply(diff, document);
    const bool same_gesture = !key.empty() && key == gesture_ && position_ > 0;
    if (!same_gesture) {
        push({{key, false, diff}, entries_[position_].scene, nullptr, document.view});
        gesture_ = key;
        return;
    }
    entries_.resize(position_ + 1);
    entries_.back().entry.diff.then(diff);
    entries_.back().seen = document.view;
}

void EditHistory::record_reset() {
    forget_resets();
    push({{"reset", true, {}}, entries_[position_].scene, nullptr, entries_[position_].seen});
    gesture_.clear();
}

void EditHistory::forget_resets() {
    for (std::size_t k = entries_.size(); k-- > 0;) {
        if (!entries_[k].entry.reset) continue;
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(k));
        if (k <= position_) --position_;
    }
}

void EditHistory::take_back(SceneDocument& document, const DocumentDiff& back) {
    if (can_redo() && !back.empty() && after().diff == back) return redo(document);
    apply(back, document);
    entries_.resize(position_ + 1);
    gesture_.clear();
    // Later entries that share no key with `back`, such as resets and edits of the view, are the same without it.
    std::size_t last = position_;
    while (last > 0 && !entries_[last].other && !share_key(entries_[last].entry.diff, back)) --last;
    if (last == 0 || entries_[last].other) return;
    Held& edited = entries_[last];
    edited.entry.diff.then(back);
    edited.seen = document.view;
    if (!edited.entry.diff.empty()) return;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(last));
    --position_;
}

/// Exchanges the document for the one at the other side of an opening.
void EditHistory::cross(Held& opening, SceneDocument& document, const ViewState& seen) {
    std::swap(*opening.other, document);
    document.view = seen_by_camera(document.view, seen);
}

void EditHistory::undo(SceneDocument& document) {
    end_gesture();
    if (!can_undo()) return;
    Held& step = entries_[position_--];
    if (step.other) return cross(step, document, entries_[position_].seen);
    apply(step.entry.diff.inverse(), document);
}

void EditHistory::redo(SceneDocument& document) {
    end_gesture();
    if (!can_redo()) return;
    Held& step = entries_[++position_];
    if (step.other) return cross(step, document, step.seen);
    apply(step.entry.diff, document);
}

bool EditHistory::modified(const SceneDocument& document) const {
    return !same_edits(document, entries_[position_].scene->saved);
}

void EditHistory::saved(const SceneDocument& document, const std::string& origin) {
    entries_[position_].scene->origin = origin;
    // A file that was opened several times in this history has one saved document.
    for (const Held& held : entries_)
        if (held.scene->origin == origin) held.scene->saved = document;
}

}  // namespace coalesce
