//! The brain-injury bundle. Referral, rehabilitation plan and assessment are HEALTH as rows, their
//! dates included, so HEALTH stands with every field of them. What a track holds has the track's
//! category, which its row carries.

use super::*;

fields! {
    BrainInjuryCase brain_injury_case {
        1401 closeReason: Shared [Social], "forvaltningsloven § 28";
        1402 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        1404 assessments: Shared [Health] by_row, "sundhedsloven § 40; forvaltningsloven § 28";
        1405 consents: Shared [Process] by_row, "R05; databeskyttelsesloven § 6";
        1406 participations: Shared [Process] by_row, "forvaltningsloven § 28";
        1407 assignments: Shared [Process] by_row, "forvaltningsloven § 27";
        1408 meetings: Shared [Process] by_row, "forvaltningsloven § 27";
        1409 tasks: Shared [Process] by_row, "forvaltningsloven § 28";
        1410 informationRequests: Shared [Process] by_row, "retssikkerhedsloven § 11 a";
        1411 statements: Shared [] by_row, "forvaltningsloven § 28; sundhedsloven §§ 41-44";
        1412 dispatches: Shared [Process] by_row, "R29";
        1413 citizenNotices: LeadOnly [Process], "R14; GDPR art. 14";
        1416 statutoryBases: Shared [Process] by_row, "R18-R22";
        1417 fullConsent: LeadOnly [Process], "R05";
        1426 annulledAt: LeadOnly [Process], "forvaltningsloven § 32: opened in error";
        1427 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
        1418 referrals: Shared [Health] by_row, "sundhedsloven § 40; forvaltningsloven § 28";
        1419 rehabilitationPlans: Shared [Health] by_row, "sundhedsloven §§ 40 og 140";
        1420 coordinationPlan: Shared [Process], "forvaltningsloven § 27";
        1421 councilCases: Shared [Process] by_row, "R32; forvaltningsloven § 28";
        1422 followUps: Shared [Process] by_row, "forvaltningsloven § 28";
        1423 ageTransitions: Shared [Process] by_row, "R35";
        1424 rehabilitationTeamCases: Shared [Employment] by_row, "R36; forvaltningsloven § 28";
    }
    BrainInjuryReferral brain_injury_referral {
        1501 referrerKind: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1502 referrer: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1503 receivedAt: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1504 diagnosisGroup: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1505 diagnosisCodes: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1506 injuryDate: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1507 phase: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1508 medicallyDiagnosed: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1509 admission: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1510 difficulties: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1511 workStatus: Shared [Health Employment], "forvaltningsloven § 28";
        1512 employer: Shared [Health Employment], "forvaltningsloven § 28";
        1513 educationStatus: Shared [Health Education], "forvaltningsloven § 28";
        1514 school: Shared [Health Education], "forvaltningsloven § 28";
        1515 incomeSource: Shared [Health Economy], "forvaltningsloven § 28; retssikkerhedsloven § 11 a";
        1516 housing: Shared [Health Housing], "forvaltningsloven § 28";
        1517 relatives: Shared [Health Network], "forvaltningsloven § 27; GDPR art. 14";
        1518 childrenUnder18: Shared [Health Network], "forvaltningsloven § 27; GDPR art. 14";
        1519 interpreterLanguage: Shared [Health Social], "forvaltningsloven § 28";
        1520 citizenWish: Shared [Health Social], "forvaltningsloven § 28";
        1521 reason: Shared [Health Social], "forvaltningsloven § 28";
        1522 administrations: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1523 decision: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1524 decisionReason: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1525 redirectedTo: Shared [Health Process] by_row, "sundhedsloven § 40; forvaltningsloven § 28";
        1526 decidedAt: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1527 decidedBy: LeadOnly [Health Process], "forvaltningsloven § 27";
        1528 attachments: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1529 version: AuthorOnly [Health Process], "sender and lead see the row whole: to others it would tell of changes that are withheld";
        1530 annulledAt: Shared [Health Process], "sundhedsloven § 40: the row tells of illness";
        1531 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    ReferralAttachment referral_attachment {
        1551 kind: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1552 title: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1553 reference: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1554 sha256: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1555 date: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1556 annulledAt: Shared [Health], "sundhedsloven § 40: the row tells of illness";
        1557 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    RehabilitationPlan rehabilitation_plan {
        1601 planType: Shared [Health], "sundhedsloven §§ 40 og 140";
        1602 municipalLevel: Shared [Health], "sundhedsloven §§ 40 og 140";
        1603 sender: Shared [Health], "sundhedsloven §§ 40 og 140";
        1604 diagnosisCodes: Shared [Health], "sundhedsloven §§ 40 og 140";
        1605 functionBefore: Shared [Health], "sundhedsloven §§ 40 og 140";
        1606 functionNow: Shared [Health], "sundhedsloven §§ 40 og 140";
        1607 rehabilitationNeed: Shared [Health], "sundhedsloven §§ 40 og 140";
        1608 icfEntries: Shared [Health], "sundhedsloven §§ 40 og 140";
        1609 dischargedOn: Shared [Health], "sundhedsloven §§ 40 og 140";
        1610 earliestStart: Shared [Health], "sundhedsloven §§ 40 og 140";
        1611 hospitalFollowUp: Shared [Health], "sundhedsloven §§ 40 og 140";
        1612 transport: Shared [Health Social], "forvaltningsloven § 28";
        1613 interpreterLanguage: Shared [Health Social], "forvaltningsloven § 28";
        1614 receivedAt: Shared [Health], "sundhedsloven § 40: the row tells of illness";
        1615 startDeadline: Shared [Health Process], "R34; sundhedsloven § 140";
        1616 firstContactOffered: Shared [Health Process], "sundhedsloven § 140";
        1617 startedOn: Shared [Health Process], "sundhedsloven § 140";
        1618 freeChoice: Shared [Health Process], "R34; sundhedsloven § 140";
        1619 freeChoiceAt: Shared [Health Process], "R34; sundhedsloven § 140";
        1620 responsibleOrganisation: Shared [Health Process], "R35; sundhedsloven § 140";
        1621 responsibleFrom: Shared [Health Process], "R35; sundhedsloven § 140";
        1622 referral: Shared [Health] by_row, "sundhedsloven § 40";
        1623 version: AuthorOnly [Health], "sender and lead see the row whole: to others it would tell of changes that are withheld";
        1624 annulledAt: Shared [Health], "sundhedsloven § 40: the row tells of illness";
        1625 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    TotalNeed total_need {
        1641 health: Shared [Health], "sundhedsloven § 140; forvaltningsloven § 28";
        1642 social: Shared [Health Social], "sundhedsloven § 140; forvaltningsloven § 28";
        1643 employment: Shared [Health Employment], "sundhedsloven § 140; forvaltningsloven § 28";
        1644 education: Shared [Health Education], "sundhedsloven § 140; forvaltningsloven § 28";
    }
    IcfEntry icf_entry {
        1661 code: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1662 component: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1663 qualifier: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1664 note: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
    }
    BrainInjuryAssessment brain_injury_assessment {
        1701 scores: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1702 workCapacity: Shared [Health Employment], "forvaltningsloven § 28";
        1703 learning: Shared [Health Education], "forvaltningsloven § 28";
        1704 home: Shared [Health Housing], "forvaltningsloven § 28";
        1705 economy: Shared [Health Economy], "forvaltningsloven § 28; retssikkerhedsloven § 11 a";
        1706 relativesStrain: Shared [Health Network], "forvaltningsloven § 27; GDPR art. 14";
        1707 relativesStrainInConfidence: AuthorOnly [Health Network], "forvaltningsloven § 27; databeskyttelsesloven § 22: told in confidence";
        1708 resources: Shared [Health Social], "forvaltningsloven § 28";
        1709 risks: Shared [Health Social], "forvaltningsloven § 28";
        1710 citizenPerspective: Shared [Health Social], "forvaltningsloven § 28";
        1711 conclusion: Shared [Health Social], "forvaltningsloven § 28";
        1712 needLevel: Shared [Health Social], "forvaltningsloven § 28";
        1713 assessedAt: Shared [Health], "sundhedsloven § 40: the row tells of illness";
        1714 assessedBy: Shared [Health], "sundhedsloven § 40: the row tells of illness";
        1715 version: AuthorOnly [Health], "who assessed sees the row whole: to others it would tell of changes that are withheld";
        1716 annulledAt: Shared [Health], "sundhedsloven § 40: the row tells of illness";
        1717 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
    AssessmentScore assessment_score {
        1731 tool: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1732 toolName: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1733 score: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1734 measuredOn: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
    }
    CoordinationPlan coordination_plan {
        1801 status: Shared [Process], "forvaltningsloven § 27";
        1802 from: Shared [Process], "forvaltningsloven § 27";
        1803 to: Shared [Process], "forvaltningsloven § 27";
        1804 coordinator: Shared [Process], "forvaltningsloven § 27";
        1805 agreedWithCitizen: Shared [Process], "forvaltningsloven § 27";
        1806 agreedWithRelatives: Shared [Process], "forvaltningsloven § 27";
        1807 nextFollowUp: Shared [Process], "forvaltningsloven § 27";
        1808 followUpInterval: Shared [Process], "forvaltningsloven § 27";
        1809 overallGoal: Shared [Social], "forvaltningsloven § 28";
        1810 tracks: Shared [] by_row, "forvaltningsloven § 28; a track's own category";
        1811 dependencies: Shared [] by_row, "forvaltningsloven § 28; the categories of both tracks";
        1812 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        1813 lastUpdated: LeadOnly [Process], "forvaltningsloven § 32: it would tell of changes that are withheld";
        1814 preparedBy: LeadOnly [Process], "forvaltningsloven § 32: it would tell of changes that are withheld";
        1815 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
    }
    Track track {
        1831 kind: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1832 organisation: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1833 unit: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1834 responsible: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1835 goals: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1836 interventions: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1837 version: Shared [] by_row, "its writers see the row whole";
    }
    PlanGoal plan_goal {
        1851 text: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1852 kind: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1853 icfCode: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1854 baseline: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1855 target: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1856 due: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1857 state: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1858 version: Shared [] by_row, "its writers see the row whole";
    }
    Intervention intervention {
        1871 kind: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1872 description: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1873 legalBasis: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1874 provider: Shared [] by_row, "forvaltningsloven § 28; the track's category, and that of the kind of provider";
        1875 from: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1876 to: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1877 hoursPerWeek: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1878 state: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1879 stopReason: Shared [] by_row, "forvaltningsloven § 28; the track's category";
        1880 dependsOn: Shared [] by_row, "forvaltningsloven § 28; the categories of both tracks";
        1881 version: Shared [] by_row, "its writers see the row whole";
    }
    InterventionDependency intervention_dependency {
        1891 intervention: Shared [] by_row, "forvaltningsloven § 28; the categories of both tracks";
        1892 dependsOn: Shared [] by_row, "forvaltningsloven § 28; the categories of both tracks";
    }
    CouncilMeeting council_meeting {
        1901 date: Shared [Process], "R32; internal to the administrations on the council";
        1902 place: Shared [Process], "R32; internal to the administrations on the council";
        1903 members: Shared [Process], "R32; internal to the administrations on the council";
        1904 chair: Shared [Process], "R32; internal to the administrations on the council";
        1905 minuteTaker: Shared [Process], "R32; internal to the administrations on the council";
        1906 cases: Shared [Process] by_row, "R32; forvaltningsloven § 28";
        1907 state: Shared [Process], "R32; internal to the administrations on the council";
        1908 version: Shared [Process], "R32; the meeting is about no one citizen";
    }
    CouncilCase council_case {
        1931 presentedBy: Shared [Process], "forvaltningsloven § 27";
        1932 administrations: Shared [Process], "R32; forvaltningsloven § 27";
        1933 citizenInformed: Shared [Process], "R32; forvaltningsloven § 27";
        1934 consentId: LeadOnly [Process], "R32; as of an assignment";
        1935 question: Shared [Social], "forvaltningsloven § 28";
        1936 presentationHealth: Shared [Health], "sundhedsloven § 40; forvaltningsloven § 28";
        1937 presentationSocial: Shared [Social], "forvaltningsloven § 28";
        1938 presentationEmployment: Shared [Employment], "forvaltningsloven § 28";
        1939 presentationEducation: Shared [Education], "forvaltningsloven § 28";
        1940 presentationHousing: Shared [Housing], "forvaltningsloven § 28";
        1941 presentationEconomy: Shared [Economy], "forvaltningsloven § 28; retssikkerhedsloven § 11 a";
        1942 presentationNetwork: Shared [Network], "forvaltningsloven § 27; GDPR art. 14";
        1943 deliberation: AuthorOnly [Health Social], "offentlighedsloven § 23: internal to the administrations that sat";
        1944 decisionType: Shared [Process], "forvaltningsloven § 27";
        1945 decisionText: Shared [Social], "forvaltningsloven § 28";
        1946 decidedAt: Shared [Process], "forvaltningsloven § 27";
        1947 tasks: Shared [Process] by_row, "forvaltningsloven § 28";
        1948 followUpMeeting: Shared [Process], "R32; forvaltningsloven § 27";
        1949 meeting: Shared [Process], "R32; forvaltningsloven § 27";
        1950 version: AuthorOnly [Process], "forvaltningsloven § 32: it would tell of changes that are withheld";
        1951 annulledAt: Shared [Process], "forvaltningsloven § 27";
        1952 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
        1953 deliberationVersion: AuthorOnly [Health Social], "offentlighedsloven § 23: as the deliberation";
    }
    FollowUp follow_up {
        2001 kind: Shared [Process], "forvaltningsloven § 27";
        2002 state: Shared [Process], "forvaltningsloven § 27";
        2003 date: Shared [Process], "forvaltningsloven § 27";
        2004 participants: Shared [Process] by_row, "forvaltningsloven § 28";
        2005 next: Shared [Process], "forvaltningsloven § 27";
        2006 outcome: Shared [Process], "forvaltningsloven § 27";
        2007 goalStates: Shared [] by_row, "forvaltningsloven § 28; the goal's category";
        2008 changes: Shared [Social], "forvaltningsloven § 28";
        2009 relatives: Shared [Network], "forvaltningsloven § 27; GDPR art. 14";
        2010 work: Shared [Employment], "forvaltningsloven § 28";
        2011 education: Shared [Education], "forvaltningsloven § 28";
        2012 recordedBy: LeadOnly [Process], "forvaltningsloven § 27";
        2013 version: AuthorOnly [Process], "forvaltningsloven § 32: who recorded it sees the row whole; to others it would tell of changes that are withheld";
        2014 annulledAt: Shared [Process], "forvaltningsloven § 27";
        2015 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
    }
    FollowUpGoal follow_up_goal {
        2031 goal: Shared [] by_row, "forvaltningsloven § 28; the goal's category";
        2032 state: Shared [] by_row, "forvaltningsloven § 28; the goal's category";
        2033 note: Shared [] by_row, "forvaltningsloven § 28; the goal's category";
    }
    AgeTransition age_transition {
        2101 dominantNeed: Shared [Health Social], "R35; forvaltningsloven § 28";
        2102 rationale: Shared [Health Social], "R35; forvaltningsloven § 28";
        2103 assessedAt: Shared [Process], "R35; forvaltningsloven § 27";
        2104 assessedBy: Shared [Process], "R35; forvaltningsloven § 27";
        2105 organisation: Shared [Process], "R35; it tells no more than who leads the case";
        2106 from: Shared [Process], "R35; forvaltningsloven § 27";
        2107 version: AuthorOnly [Process], "forvaltningsloven § 32: who holds the row sees it whole; to others it would tell of changes that are withheld";
        2108 annulledAt: Shared [Process], "forvaltningsloven § 27";
        2109 annulReason: LeadOnly [Health Social], "forvaltningsloven § 28: free text";
        2110 completedAt: Shared [Process], "R35; it tells no more than who leads the case";
    }
    RehabilitationTeamCase rehabilitation_team_case {
        2201 metOn: Shared [Employment], "forvaltningsloven § 28";
        2202 parties: Shared [Employment], "forvaltningsloven § 28";
        2203 recommendation: Shared [Employment], "R36; forvaltningsloven § 28";
        2204 grounds: Shared [Health Social Employment], "R36; sundhedsloven § 40; forvaltningsloven § 28";
        2205 resourceCourse: Shared [Employment], "R36; forvaltningsloven § 28";
        2206 obviouslyFutile: Shared [Health Employment], "R36; sundhedsloven § 40; forvaltningsloven § 28";
        2207 treatmentExhausted: Shared [Health Employment], "R36; sundhedsloven § 40; forvaltningsloven § 28";
        2208 conditionsMet: Shared [Economy Employment], "R36; forvaltningsloven § 28";
        2209 recordedBy: Shared [Employment], "forvaltningsloven § 27";
        2210 version: Shared [Employment], "its writers see the row whole";
        2211 annulledAt: Shared [Employment], "forvaltningsloven § 28";
        2212 annulReason: Shared [Health Social], "forvaltningsloven § 28: free text";
    }
}
