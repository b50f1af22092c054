#include "desk/edits.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

namespace coalesce {
namespace {

std::size_t bytes_of(const SceneDocument& document) {
    struct Size {
        std::size_t operator()(const UniformLaw&) const { return 0; }
        std::size_t operator()(const MixtureLaw& law) const {
            return sizeof(law.components[0]) * law.components.size();
        }
        std::size_t operator()(const AzimuthalLaw& law) const {
            return sizeof(law.components[0]) * law.components.size();
        }
        std::size_t operator()(const PointsLaw& law) const {
            return sizeof(Vec3) * law.points.size() + sizeof(double) * law.masses.size();
        }
        std::size_t operator()(const FileLaw& law) const { return law.path.size(); }
    };
    return sizeof document + document.scene.note.size() + std::visit(Size{}, document.scene.tokens.law);
}

ViewState with_camera(ViewState view, const ViewState& camera) {
    view.yaw = camera.yaw;
    view.pitch = camera.pitch;
    view.distance = camera.distance;
    view.pan = camera.pan;
    view.turntable = camera.turntable;
    view.theme = camera.theme;
    return view;
}

}  // namespace

bool same_edits(const SceneDocument& a, const SceneDocument& b) {
    return with_camera(a.view, b.view) == b.view && a.scene == b.scene;
}

SceneDocument seen_as(SceneDocument document, const ViewState& view) {
    document.view = with_camera(document.view, view);
    return document;
}

void EditHistory::push(Entry entry, std::shared_ptr<SceneOfEntries> scene) {
    entries_.resize(std::min(entries_.size(), position_ + 1));
    const std::size_t bytes = bytes_of(entry.document);
    entries_.push_back({std::move(entry), std::move(scene), bytes});
    position_ = entries_.size() - 1;
    limit();
}

void EditHistory::limit() {
    std::size_t bytes = 0;
    for (const Held& held : entries_) bytes += held.bytes;
    while (entries_.size() > most_entries || (bytes > most_bytes && entries_.size() > 2)) {
        bytes -= entries_.front().bytes;
        entries_.erase(entries_.begin());
        --position_;
    }
}

void EditHistory::open(const SceneDocument& document, const std::string& origin) {
    const std::string name = entries_.empty() ? "" : "open " + std::filesystem::path(origin).stem().string();
    push({document, name, false}, std::make_shared<SceneOfEntries>(SceneOfEntries{origin, document}));
    forget_resets();
    gesture_.clear();
}

void EditHistory::record(const SceneDocument& after, const std::string& key) {
    const bool same_gesture = !key.empty() && key == gesture_ && position_ > 0;
    if (!same_gesture) {
        push({after, key, false}, entries_[position_].scene);
        gesture_ = key;
        return;
    }
    entries_.resize(position_ + 1);
    entries_.back().entry.document = after;
    entries_.back().bytes = bytes_of(after);
}

void EditHistory::record_reset() {
    forget_resets();
    push({present().document, "reset", true}, entries_[position_].scene);
    gesture_.clear();
}

void EditHistory::forget_resets() {
    for (std::size_t k = entries_.size(); k-- > 0;) {
        if (!entries_[k].entry.reset) continue;
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(k));
        if (k <= position_) --position_;
    }
}

void EditHistory::take_back(const SceneDocument& standing) {
    if (can_redo() && same_edits(after().document, standing)) return redo();
    entries_.resize(position_ + 1);
    gesture_.clear();
    const bool edits_scene = position_ > 0 && !undo_opens();
    if (edits_scene && same_edits(before().document, standing)) {
        entries_.pop_back();
        --position_;
    } else {
        entries_.back().entry.document = standing;
    }
}

void EditHistory::undo() {
    if (can_undo()) --position_;
    end_gesture();
}

void EditHistory::redo() {
    if (can_redo()) ++position_;
    end_gesture();
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
