//! Where to look: the synapse and the presentation that a question means.

use super::question::{Find, Question};
use crate::axon::SynapseId;
use crate::run_again::{Tell, engine_of};
use crate::run_files::landmarks::{Among, Landmark, Lookout};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{RunError, RunOptions, Session};

/// The synapse and presentation that are asked about, and what was found, as a line.
pub(super) fn find<S: Scalar>(
    scenario: &Scenario,
    question: &Question,
    tell: Tell<'_>,
) -> Result<(SynapseId, u64, String), RunError> {
    if let (Some(synapse), Some(presentation)) = (question.synapse, question.presentation) {
        return Ok((synapse, presentation, String::new()));
    }
    let among = match question.synapse {
        Some(synapse) => synapse.to_string().parse::<Among>().ok(),
        None => question.among.clone(),
    };
    let found = search::<S>(scenario, question, among.clone(), tell)?;
    let wiring = &scenario.network.wiring;
    let among = among.map(|among| wiring.with_names(&among.to_string()));
    let among = among.map_or(String::new(), |among| format!(" among {among}"));
    let within = question
        .presentation
        .map_or(String::new(), |n| format!(" of presentation {n}"));
    let Some(found) = found else {
        return Err(RunError::told(match question.find {
            Find::Largest => format!("no weight changed{within}{among}"),
            Find::FirstSpike => format!("no φ fired in a dendrite{within}{among}"),
            Find::FirstMiss => format!("no φ was missed{within}{among}"),
        }));
    };
    let what = match question.find {
        Find::Largest => "largest change of a weight",
        Find::FirstSpike => "first φ that fired",
        Find::FirstMiss => "first φ that was missed",
    };
    let (synapse, presentation) = (found.synapse(), found.presentation);
    let name = wiring.synapse_name(synapse);
    let line = format!("The {what}{within}{among}: {name} in presentation {presentation}.\n\n");
    Ok((synapse, presentation, line))
}

fn search<S: Scalar>(
    scenario: &Scenario,
    question: &Question,
    among: Option<Among>,
    tell: Tell<'_>,
) -> Result<Option<Landmark>, RunError> {
    let options = RunOptions {
        engine: Some(engine_of(scenario, !scenario.network.wiring.is_chain())),
        ..RunOptions::default()
    };
    let mut session = Session::<S>::open(scenario, &options)?;
    let mut lookout = Lookout::<S>::among(among, question.find == Find::Largest);
    loop {
        let index = session.n_presentations();
        if question.presentation.is_some_and(|only| index > only) {
            break;
        }
        tell(index);
        let has_lost = !session.lose_what_is_due().is_empty();
        let is_meant = question.presentation.is_none_or(|only| index == only);
        if is_meant {
            lookout.prepare(&session, has_lost);
        }
        // A run that failed is searched up to there.
        let Ok(Some(presented)) = session.step() else {
            break;
        };
        if is_meant {
            lookout.watch(&presented, &mut session);
        }
        let found = &lookout.found;
        let is_found = match question.find {
            Find::Largest => false,
            Find::FirstSpike => found.first_spike.is_some(),
            Find::FirstMiss => found.first_miss.is_some(),
        };
        if is_found {
            break;
        }
    }
    let n = session.n_presentations();
    if let Some(only) = question.presentation.filter(|only| *only >= n) {
        return Err(RunError::no_such_presentation(only, n));
    }
    Ok(match question.find {
        Find::Largest => lookout.found.largest,
        Find::FirstSpike => lookout.found.first_spike,
        Find::FirstMiss => lookout.found.first_miss,
    })
}
