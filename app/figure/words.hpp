#pragma once

#include <string>

#include "coalesce/document/scene_document.hpp"

namespace coalesce::figure {

/// "Q = K = V = Id", or what describe_regime says of other matrices.
std::string matrices_text(const Model& model);
/// "1/√β", or the linking angle that the view has: "0.1 rad".
std::string linking_text(const ViewState& view);

}  // namespace coalesce::figure
