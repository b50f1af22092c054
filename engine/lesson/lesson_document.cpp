#include <algorithm>
#include <cmath>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/lesson/lesson.hpp"

namespace coalesce {
namespace {

/// Rises from 0 to 1 with slope 0 at both ends.
double smoothstep(double part) {
    return part * part * (3 - 2 * part);
}

/// Part of a change that is made `seconds` after its beginning.
double progress(double seconds, double over) {
    return over > 0 ? smoothstep(std::clamp(seconds / over, 0.0, 1.0)) : 1;
}

double between(const Parameter& parameter, double before, double after, double part) {
    if (parameter.logarithmic && before > 0 && after > 0) return before * std::pow(after / before, part);
    return before + (after - before) * part;
}

/// Value of a change of which a part is made.
ParameterValue eased(const Parameter& parameter, const ParameterValue& before, const ParameterValue& after,
                     double part) {
    if (part >= 1 || before.index() != after.index()) return after;
    if (const double* from = std::get_if<double>(&before))
        return between(parameter, *from, std::get<double>(after), part);
    if (const auto* from = std::get_if<std::array<double, 2>>(&before)) {
        const auto& to = std::get<std::array<double, 2>>(after);
        return std::array<double, 2>{between(parameter, (*from)[0], to[0], part),
                                     between(parameter, (*from)[1], to[1], part)};
    }
    if (const Matrix* from = std::get_if<Matrix>(&before)) {
        const Matrix& to = std::get<Matrix>(after);
        if (from->dimension != to.dimension) return after;
        Matrix mixed = to;
        for (std::size_t k = 0; k < mixed.entry.size(); ++k)
            mixed.entry[k] = between(parameter, from->entry[k], to.entry[k], part);
        return mixed;
    }
    return after;
}

void apply_part(const DocumentDiff& diff, double part, SceneDocument& document) {
    for (const DocumentDiff::Change& change : diff.changes()) {
        const ParameterValue before = change.parameter->get(document);
        change.parameter->set(document, eased(*change.parameter, before, change.after, part));
    }
}

/// Last step up to `index` of which `holds` is true.
template <class Holds>
std::optional<std::size_t> last_step(const Lesson& lesson, std::size_t index, const Holds& holds) {
    for (std::size_t k = index + 1; k-- > 0;)
        if (holds(lesson.steps.at(k))) return k;
    return std::nullopt;
}

/// The document as step `index` begins, with its own scene if it opens one.
SceneDocument document_before(const Lesson& lesson, std::size_t index) {
    const auto opens = [](const LessonStep& step) { return step.scene.has_value(); };
    const auto first = last_step(lesson, index, opens);
    if (!first) return {};
    SceneDocument document = *lesson.steps[*first].scene;
    for (std::size_t k = *first; k < index; ++k) {
        apply(lesson.steps[k].set, document);
        apply(lesson.steps[k].view, document);
    }
    return document;
}

}  // namespace

SceneDocument document_after(const Lesson& lesson, std::size_t index) {
    SceneDocument document = document_before(lesson, index);
    apply(lesson.steps[index].set, document);
    apply(lesson.steps[index].view, document);
    return document;
}

SceneDocument document_at(const Lesson& lesson, std::size_t index, double seconds) {
    SceneDocument document = document_before(lesson, index);
    const LessonStep& step = lesson.steps[index];
    apply_part(step.set, progress(seconds, step.over), document);
    apply_part(step.view, progress(seconds, step.camera_over), document);
    return document;
}

const DocumentDiff* twin_at(const Lesson& lesson, std::size_t index) {
    const auto changes = [](const LessonStep& step) { return step.twin_change != TwinChange::keep; };
    const auto last = last_step(lesson, index, changes);
    return last && lesson.steps[*last].twin_change == TwinChange::begin ? &lesson.steps[*last].twin : nullptr;
}

std::size_t opening_step(const Lesson& lesson, std::size_t index) {
    return last_step(lesson, index, [](const LessonStep& step) { return step.scene || step.lab; }).value_or(0);
}

const LessonLab* lab_at(const Lesson& lesson, std::size_t index) {
    const LessonStep& step = lesson.steps.at(opening_step(lesson, index));
    return step.lab ? &*step.lab : nullptr;
}

bool lab_plays_at(const Lesson& lesson, std::size_t index) {
    if (!lab_at(lesson, index)) return false;
    for (std::size_t k = index + 1; k-- > opening_step(lesson, index);)
        if (const auto& play = lesson.steps[k].play) return *play;
    return true;
}

double reading_seconds(std::string_view caption) {
    constexpr double at_least = 1.5, characters_a_second = 15;
    double characters = 0;
    bool formula = false;
    for (std::size_t k = 0; k < caption.size(); ++k) {
        const auto byte = static_cast<unsigned char>(caption[k]);
        const bool escaped = k > 0 && caption[k - 1] == '\\';
        if (byte == '$' && !escaped) {
            formula = !formula;
            if (formula) characters += characters_a_second;
            if (caption.substr(k, 2) == "$$") ++k;
        } else if (!formula && byte != '*' && (byte & 0xC0) != 0x80) {  // no continuation byte of UTF-8
            characters += 1;
        }
    }
    return at_least + characters / characters_a_second;
}

}  // namespace coalesce
