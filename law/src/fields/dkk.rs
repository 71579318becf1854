//! The DKK bundle, and what both bundles share.

use super::*;

fields! {
    Citizen citizen {
        101 cpr: LeadOnly [Identity], "R16; databeskyttelsesloven § 11";
        102 name: Shared [Process], "forvaltningsloven § 27";
        103 birthDate: Shared [Process], "forvaltningsloven § 27";
        104 address: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        105 phone: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        106 email: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        107 addressProtected: LeadOnly [Identity], "CPR-loven § 28";
        108 interpreterLanguage: Shared [Social], "forvaltningsloven § 28";
        109 representatives: LeadOnly [Process], "forvaltningsloven § 8";
        110 formerIdentifiers: LeadOnly [Identity], "R16; databeskyttelsesloven § 11";
        111 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
    }
    DkkCase dkk_case {
        201 closeReason: Shared [Social], "forvaltningsloven § 28";
        202 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        203 enquiries: Shared [Process] by_row, "forvaltningsloven § 27";
        204 assessments: Shared [Process] by_row, "forvaltningsloven § 27";
        205 consents: Shared [Process] by_row, "R05; databeskyttelsesloven § 6";
        206 participations: Shared [Process] by_row, "forvaltningsloven § 28";
        207 assignments: Shared [Process] by_row, "forvaltningsloven § 27";
        208 meetings: Shared [Process] by_row, "forvaltningsloven § 27";
        209 tasks: Shared [Process] by_row, "forvaltningsloven § 28";
        210 informationRequests: Shared [Process] by_row, "retssikkerhedsloven § 11 a";
        211 statements: Shared [] by_row, "forvaltningsloven § 28; sundhedsloven §§ 41-44";
        212 dispatches: Shared [Process] by_row, "R29";
        213 citizenNotices: LeadOnly [Process], "R14; GDPR art. 14";
        214 leaflets: Shared [Process] by_row, "forvaltningsloven § 7";
        215 goals: Shared [Social], "forvaltningsloven § 28";
        216 statutoryBases: Shared [Process] by_row, "R18-R22";
        217 fullConsent: LeadOnly [Process], "R05";
        218 annulledAt: LeadOnly [Process], "forvaltningsloven § 32: opened in error";
        219 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text; § 32: opened in error";
    }
    Enquiry enquiry {
        301 situation: Shared [Health Social], "forvaltningsloven § 28";
        302 need: Shared [Health Social], "forvaltningsloven § 28";
        303 fromOrganisation: LeadOnly [Process], "forvaltningsloven § 28";
        304 fromName: LeadOnly [Process], "forvaltningsloven § 27";
        305 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        306 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    Assessment assessment {
        401 internalParties: Shared [Social], "forvaltningsloven § 28";
        402 externalParties: Shared [Social], "forvaltningsloven § 28";
        403 complexity: Shared [Housing Economy Employment], "forvaltningsloven § 28";
        404 illnessPicture: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        405 opTeam: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        406 hasContactPersonAndSettled: Shared [Social], "forvaltningsloven § 28";
        407 declines: Shared [Social], "forvaltningsloven § 28";
        408 housingSituation: Shared [Housing], "forvaltningsloven § 28";
        409 housingNote: Shared [Housing], "forvaltningsloven § 28";
        410 supportBasis: Shared [Economy Employment], "forvaltningsloven § 28";
        411 supportNote: Shared [Economy Employment], "forvaltningsloven § 28";
        412 treatmentNeed: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        413 treatmentNote: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        414 relativesRelation: Shared [Network], "forvaltningsloven § 27";
        415 relativesNote: Shared [Network], "forvaltningsloven § 27";
        416 actorCount: Shared [Social], "forvaltningsloven § 28";
        417 rationale: Shared [Health Social], "forvaltningsloven § 28";
        418 suggested: Shared [Health Social], "forvaltningsloven § 28: follows from the criteria";
        419 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        420 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    Representative representative {
        501 phone: LeadOnly [Identity], "forvaltningsloven § 27";
        502 email: LeadOnly [Identity], "forvaltningsloven § 27";
        503 ground: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
        504 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
        505 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
    }
    FormerIdentifier former_identifier {
        551 reason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
    }
    Consent consent {
        601 form: LeadOnly [Process], "R06";
        602 oralReason: LeadOnly [Health Social], "R06; free text";
        603 signer: LeadOnly [Process], "R06";
        604 signerGround: LeadOnly [Health Social], "R06; free text";
        605 signerScope: LeadOnly [Process], "R06";
        606 coSignedBy: LeadOnly [Process], "R06";
        607 jointMeetings: LeadOnly [Process], "R14";
        608 outsideNotice: LeadOnly [Process], "R14";
        609 rightToWithdraw: LeadOnly [Process], "R07";
        610 evidenceReference: LeadOnly [Process], "R06";
        611 evidenceSha256: LeadOnly [Process], "R06";
        612 withdrawnAt: LeadOnly [Process], "R07: a withdrawal is itself sensitive";
        613 withdrawnBy: LeadOnly [Process], "R07";
        614 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        615 clauses: Shared [Process] by_row, "R05";
        616 annulledAt: LeadOnly [Process], "R07";
        617 annulReason: LeadOnly [Health Social], "R07; free text";
        618 correctionReason: LeadOnly [Health Social], "R06; free text";
        619 representativeId: LeadOnly [Process], "R06";
    }
    ConsentClause consent_clause {
        651 legalBasis: LeadOnly [Process], "R06";
        652 withdrawnAt: LeadOnly [Process], "R07: a withdrawal is itself sensitive";
        653 counterparts: LeadOnly [Process], "a counterpart sees its own clause, not the others in it";
        654 state: LeadOnly [Process], "a lapse is told to the authority that owns the consent";
        655 endsAt: LeadOnly [Process], "R08-R13";
        656 endsBy: LeadOnly [Process], "R08-R13";
    }
    Participation participation {
        681 origin: LeadOnly [Process] by_row, "forvaltningsloven § 28: it tells of what was sent in, or of a track";
    }
    CoordinatorAssignment coordinator_assignment {
        701 reason: Shared [Social], "forvaltningsloven § 28";
        702 endReason: Shared [Social], "forvaltningsloven § 28";
        703 consentId: LeadOnly [Process], "R04";
    }
    StatutoryBasis statutory_basis {
        751 reason: Shared [Health Social], "R22; free text";
        752 necessity: Shared [Health Social], "R21; free text; who recorded it, and the lead authority";
        753 consentAttempt: Shared [Health Social], "R21; free text; retssikkerhedsloven § 11 c stk. 4; as the necessity";
        754 objectedAt: LeadOnly [Process], "R19";
        755 endReason: Shared [Health Social], "R22; free text";
    }
    NetworkMap network_map {
        801 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        802 lastUpdated: LeadOnly [Process], "forvaltningsloven § 32: it would tell of changes that are withheld";
        803 preparedBy: LeadOnly [Process], "forvaltningsloven § 32: it would tell of changes that are withheld";
        804 whereabouts: Shared [Health CriminalJustice], "sundhedsloven § 40; databeskyttelsesloven § 8";
        805 fullConsent: LeadOnly [Process], "R05";
        806 interpreterLanguage: Shared [Social], "forvaltningsloven § 28";
        811 treatment: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        812 prisonAndProbation: Shared [CriminalJustice], "databeskyttelsesloven § 8";
        813 dailyLifeAtHome: Shared [Social], "forvaltningsloven § 28";
        814 housing: Shared [Housing], "forvaltningsloven § 28";
        815 workActivitySupport: Shared [Employment], "forvaltningsloven § 28";
        816 socialAdministration: Shared [Social], "forvaltningsloven § 28";
        817 interpreters: Shared [Social], "forvaltningsloven § 28";
        818 privateNetwork: Shared [Network], "forvaltningsloven § 27; GDPR art. 14";
        819 ownRows: Shared [] by_row, "one's own contact row ";
    }
    Meeting meeting {
        901 participants: Shared [Process] by_row, "forvaltningsloven § 28";
        902 absences: Shared [Process] by_row, "forvaltningsloven § 28";
        903 minuteTaker: Shared [Process] by_row, "forvaltningsloven § 28";
        904 chair: Shared [Process] by_row, "forvaltningsloven § 28";
        905 informsCitizen: Shared [Process] by_row, "R28";
        906 items: Shared [] by_row, "forvaltningsloven § 28";
        907 columns: Shared [Health Social], "forvaltningsloven § 28";
        908 cancelReason: Shared [Health Social], "forvaltningsloven § 28";
        909 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        910 citizenPresent: Shared [Process], "R28";
        911 tasks: Shared [] by_row, "forvaltningsloven § 28";
        912 proposals: Shared [] by_row, "R26";
    }
    MeetingCitizen meeting_citizen {
        951 name: Shared [Process], "forvaltningsloven § 27";
        952 birthDate: Shared [Process], "forvaltningsloven § 27";
        953 address: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        954 phone: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        955 email: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        956 currentResidence: Shared [Health CriminalJustice], "sundhedsloven § 40; databeskyttelsesloven § 8";
        957 interpreterLanguage: Shared [Social] by_tags, "forvaltningsloven § 28";
    }
    MeetingParticipant meeting_participant {
        981 absenceReason: Shared [Health Social], "forvaltningsloven § 28";
        982 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
    }
    AgendaItem agenda_item {
        1001 goal: Shared [Health Social] by_tags, "forvaltningsloven § 28";
        1002 decision: Shared [Health Social] by_tags, "forvaltningsloven § 28";
        1003 cells: Shared [Health Social] by_tags, "forvaltningsloven § 28";
        1004 responsible: Shared [Process] by_row, "forvaltningsloven § 28";
        1005 position: AuthorOnly [Process], "forvaltningsloven § 32: who holds the meeting sees every item; to others a gap would show";
        1007 tasks: Shared [] by_row, "forvaltningsloven § 28";
        1006 subject: Shared [Health Social] by_tags, "forvaltningsloven § 28";
        1008 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        1010 correctionReason: LeadOnly [Health Social] by_tags, "R27; free text";
        1009 proposedBy: Shared [Process] by_row, "R26; forvaltningsloven § 28: the name tells of its bearer";
    }
    InformationRequest information_request {
        1101 question: Shared [Health Social] by_tags, "forvaltningsloven § 28";
        1102 declineReason: Shared [Health Social] by_tags, "forvaltningsloven § 31";
        1103 version: Shared [Health Social] by_tags, "as the question, with which it grows";
    }
    Statement statement {
        1201 text: Shared [Health Social] by_tags, "forvaltningsloven § 28; sundhedsloven §§ 41-44";
    }
    Leaflet leaflet {
        1221 toRelatives: Shared [Network], "forvaltningsloven § 27";
        1222 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    Dispatch dispatch {
        1301 sentBy: LeadOnly [Process], "R29";
        1302 recipientUser: LeadOnly [Process], "R29";
    }
}
